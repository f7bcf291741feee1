import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import type { ReadInput, Reads } from '../activities/named-reads.js';
import { counted } from '../domain/counted.js';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import { askedAdvice } from '../domain/learning/serving/asked-advice.js';
import { answering, localOption } from './context.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withSteps } from './with-steps.js';

/**
 * `learn predict [MODEL] --in FILE`: the document is `{predictions, left_out}`, the latter advice that asks for no
 * decision.
 */
export function predictCommand(): Command {
  return new Command('predict')
    .description('what a model says of advice: whether following it will pay')
    .argument('[model]', 'champion, shadow, previous, an id or the beginning of one', 'champion')
    .requiredOption('--in <file>', 'recommendations, canonical records as JSON lines')
    .addOption(localOption())
    .action(
      answering(async (context, id: string, { in: file }: { in: string }) => {
        const asked = await adviceIn(file);
        const { predictions, left_out } = await withSteps(context, async (steps, reads) => {
          await steps.updateScenarios({});
          return reads.predict({ id, asked });
        });
        return {
          document: { predictions, left_out },
          lines: predictionLines(asked, { predictions, left_out }),
        };
      }),
    );
}

type Predictions = Awaited<ReturnType<Reads['predict']>>;
type Prediction = Predictions['predictions'][number];

function predictionLines(asked: readonly Asked[], { predictions, left_out }: Predictions): string[] {
  const advice = new Map(asked.map((one) => [one.recommendation_id, one]));
  const of = ({ recommendation_id }: Prediction) => advice.get(recommendation_id);
  const columns: TableColumn<Prediction>[] = [
    { heading: 'advice', of: ({ recommendation_id }) => recommendation_id },
    { heading: 'underlying', of: (one) => of(one)?.underlying ?? '' },
    { heading: 'advised', of: (one) => of(one)?.action ?? '' },
    ...SAID,
  ];
  return [
    ...(predictions.length === 0 ? [] : textTable(predictions, columns, terminalWidth())),
    ...(left_out.length === 0
      ? []
      : [
          `${counted(left_out.length, 'hold or wait', 'holds and waits')} left out: they ask for no decision`,
        ]),
  ];
}

const SAID: TableColumn<Prediction>[] = [
  { heading: 'a gain in', right: true, of: ({ p_win }) => `${(100 * p_win).toFixed(1)} %` },
  {
    heading: 'model says',
    of: ({ final_action, vetoes }) => [final_action, ...vetoes].join(', vetoed by '),
  },
  { heading: 'not known', of: missingText },
  { heading: 'model', of: ({ model_id }) => model_id },
];

/** So many are named. */
const NAMED = 3;

function missingText({ missing, features }: Prediction): string {
  return missing.length <= NAMED
    ? missing.join(', ')
    : `${missing.length} of ${Object.keys(features).length} features`;
}

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
    return [askedAdvice(parsed.record)];
  });
}
