import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import type { ReadInput, Reads } from '../activities/reads.js';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import { toNumber, type Decimal } from '../domain/number/decimal.js';
import type { Recommendation } from '../domain/records/records.js';
import { answering, localOption } from './context.js';
import { terminalWidth, textTable, type TableColumn } from './table.js';
import { withSteps } from './with-steps.js';

/** `learn predict [MODEL] --in FILE`: the document is `{predictions}`. */
export function predictCommand(): Command {
  return new Command('predict')
    .description('what a model says of advice: whether following it will pay')
    .argument('[model]', 'champion, shadow, previous, an id or the beginning of one', 'champion')
    .requiredOption('--in <file>', 'recommendations, canonical records as JSON lines')
    .addOption(localOption())
    .action(
      answering(async (context, id: string, { in: file }: { in: string }) => {
        const asked = await adviceIn(file);
        const { predictions } = await withSteps(context, async (steps, reads) => {
          await steps.updateScenarios({});
          return reads.predict({ id, asked });
        });
        return { document: { predictions }, lines: textTable(predictions, COLUMNS, terminalWidth()) };
      }),
    );
}

type Prediction = Awaited<ReturnType<Reads['predict']>>['predictions'][number];

const COLUMNS: TableColumn<Prediction>[] = [
  { heading: 'advice', of: ({ recommendation_id }) => recommendation_id },
  { heading: 'a gain in', right: true, of: ({ p_win }) => `${(100 * p_win).toFixed(1)} %` },
  {
    heading: 'action',
    of: ({ final_action, vetoes }) => [final_action, ...vetoes].join(', vetoed by '),
  },
  { heading: 'model', of: ({ model_id }) => model_id },
];

type Asked = ReadInput<'predict'>['asked'][number];

/** Throws FileRefused, with file, line and value, for a line that is no recommendation. */
async function adviceIn(path: string): Promise<Asked[]> {
  const { canonicalJsonl } = await import('../ingest/canonical/jsonl.js');
  const { wholeReason } = await import('../ingest/source-format.js');
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new InvalidInput(`cannot read ${path}: ${error.code ?? error.message}`);
  });
  const parser = canonicalJsonl.open({ account: null }, basename(path));
  return [...parser.push(bytes), ...parser.end()].flatMap((parsed): Asked[] => {
    if (parsed.kind === 'reject')
      throw new FileRefused(`${path}: line ${parsed.line}: ${wholeReason(parsed)}`);
    if (parsed.kind !== 'record') return [];
    if (parsed.dataset !== 'recommendations')
      throw new FileRefused(`${path}: line ${parsed.lines[0]}: no recommendation but of ${parsed.dataset}`);
    return [askedOf(parsed.record)];
  });
}

function askedOf(record: Recommendation): Asked {
  const { recommendation_id, sent_at, account, underlying, action, right, expiration, context } = record;
  const number = (value: Decimal | null) => (value === null ? null : toNumber(value));
  const parsed: unknown = context === null ? {} : JSON.parse(context);
  return {
    ...{ recommendation_id, sent_at, account, underlying, action, right, expiration },
    strike: number(record.strike),
    quantity: number(record.quantity),
    premium: number(record.premium),
    bid: number(record.bid),
    ask: number(record.ask),
    underlying_price: number(record.underlying_price),
    context: typeof parsed === 'object' && parsed !== null ? { ...parsed } : {},
  };
}
