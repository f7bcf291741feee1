import { Command } from 'commander';
import {
  keepMapping,
  keptMapping,
  keptMappings,
  readMapping,
  removeMapping,
} from '../activities/import/kept-mappings.js';
import { answering, printNote } from './context.js';
import { terminalWidth } from './terminal-width.js';
import { textTable } from '../domain/text-table.js';

/** `mappings`: the document is `{mappings: [{name, dataset, columns}], bundled: [name]}`, of `show` the mapping. */
export function mappingsCommand(): Command {
  return new Command('mappings')
    .description('keep mappings of tables: import finds the one for a table by its columns')
    .addCommand(
      new Command('list').description('list those that are kept').action(answering(({ home }) => list(home))),
      { isDefault: true },
    )
    .addCommand(
      new Command('add')
        .description('keep a mapping that worked, under a name')
        .argument('<name>', 'letters, digits, dots and dashes')
        .argument('<file>', 'the mapping, as import --suggest prints it')
        .action(
          answering(async ({ home }, name: string, file: string) => {
            await keepMapping(home, { name, mapping: await readMapping(file) });
            return {
              document: { name },
              lines: [`kept as ${name}: import finds it by the columns of the table`],
            };
          }),
        ),
    )
    .addCommand(
      new Command('show')
        .description('print one, to look at, change or share')
        .argument('<name>', 'its name')
        .action(
          answering(async ({ home }, name: string) => {
            const mapping = await keptMapping(home, name);
            return { document: mapping, lines: JSON.stringify(mapping, null, 2).split('\n') };
          }),
        ),
    )
    .addCommand(
      new Command('remove')
        .description('keep one no longer; what was imported by it stays')
        .argument('<name>', 'its name')
        .action(
          answering(async ({ home }, name: string) => {
            await removeMapping(home, name);
            return { document: { name }, lines: [`no longer kept: ${name}`] };
          }),
        ),
    );
}

async function list(home: string) {
  const { columnsOfMapping } = await import('../ingest/mapping/mapped-table.js');
  const mappings = (await keptMappings(home, printNote)).map(({ name, mapping }) => ({
    name,
    dataset: mapping.dataset,
    columns: [...new Set(columnsOfMapping(mapping))].map(String),
  }));
  const { BUNDLED } = await import('../ingest/mapping/bundled-mappings.js');
  const bundled = BUNDLED.map(({ name }) => name);
  const document = { mappings, bundled };
  const also = `bundled: ${bundled.join(', ')}`;
  if (mappings.length === 0) return { document, lines: ['no mappings are kept', also] };
  const lines = textTable(
    mappings,
    [
      { heading: 'name', of: ({ name }) => name },
      { heading: 'dataset', of: ({ dataset }) => dataset },
      { heading: 'columns', of: ({ columns }) => columns.join(', ') },
    ],
    terminalWidth(),
  );
  return { document, lines: [...lines, also] };
}
