import { dirname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { counted } from '../domain/counted.js';
import { InvalidInput } from '../domain/errors.js';
import type { ExportInput, ExportReport } from '../activities/import-reports.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { noteBehind } from './note-behind.js';
import { showBar } from './progress.js';
import { withSteps } from './with-steps.js';

/** What the steps make of any trades that are imported. */
const DERIVED = new Set(['matches', 'lots', 'outcomes']);
/** And of advice. */
const MADE = new Set([
  ...[...DERIVED, 'counterfactuals', 'scenarios', 'features', 'rewards', 'preferences'],
  ...['decision_traces', 'rollouts'],
]);

interface ExportOptions {
  format: ExportInput['format'];
  out?: string;
}

/** `export TABLE|all`: the document is `{exports: ExportReport[]}`. */
export function exportCommand(): Command {
  return new Command('export')
    .description('write tables as files')
    .argument('<table>', 'a table of the record format, or `all`')
    .addOption(
      new Option('--format <format>', 'how it is written')
        .choices(['parquet', 'jsonl', 'csv'])
        .default('parquet'),
    )
    .option('--out <dir>', 'where to (default: exports in the home)')
    .addOption(localOption())
    .action(
      answering(async (context, table: string, { format, out }: ExportOptions) => {
        const tables = await tablesOf(table);
        const exports = await withSteps(context, async (steps, reads) => {
          if (tables.some((name) => MADE.has(name))) await noteBehind(reads);
          const progress = await showBar('export', tables.length);
          const written: ExportReport[] = [];
          for (const [done, name] of tables.entries()) {
            progress.at(done, name);
            const report = await steps.exportTable({ table: name, format });
            written.push(out === undefined ? report : await copiedOut(report, resolve(out)));
          }
          progress.at(tables.length, '');
          progress.end();
          return written;
        });
        const empty = exports.filter(({ table: name, rows }) => rows === 0 && DERIVED.has(name));
        if (empty.length > 0)
          process.stderr.write(
            `${empty.map(({ table: name }) => name).join(', ')}: empty until the steps have run on the trades that are imported: ` +
              '"npx tradeloop reconcile", then "npx tradeloop outcomes"\n',
          );
        return {
          document: { exports },
          lines: [...exports.flatMap((report) => STEPS.export.lines(report)), writtenLine(exports)],
        };
      }),
    );
}

/** Where they are, absolute. */
function writtenLine(exports: readonly ExportReport[]): string {
  const folders = [...new Set(exports.map(({ path }) => dirname(path)))];
  return `wrote ${counted(exports.length, 'file')} to ${folders.join(', ')}`;
}

async function copiedOut(report: ExportReport, folder: string): Promise<ExportReport> {
  const { copyOut } = await import('./users-files.js');
  return { ...report, ...(await copyOut(report.path, folder)) };
}

async function tablesOf(table: string): Promise<readonly string[]> {
  const { EXPORT_TABLES } = await import('../store/exports/tables.js');
  if (table === 'all') return EXPORT_TABLES;
  if (!EXPORT_TABLES.includes(table))
    throw new InvalidInput(`no table ${JSON.stringify(table)}; there are ${EXPORT_TABLES.join(', ')}`);
  return [table];
}
