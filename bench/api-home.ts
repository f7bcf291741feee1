import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { openSteps } from '../activities/make-steps.js';
import { REASON_CODES } from '../domain/matching/said-codes.js';
import { homePaths } from '../store/home/home.js';
import type { Fact } from '../store/home/journal.js';
import { ADVICE_HEAD, EXECUTION_HEAD, FIRST, LAST, tradeHistory } from './trade-history.js';

/** With what is reconciled of it come some hundred thousand matches. */
const SIZE = { recommendations: 122_000, executions: 170_000, symbols: 200, accounts: 4 };
/** What is said of the first year's advice: one piece in two. */
const SAID = 12_000;
/** The days after it are imported, and reconciled by the backfills that are measured. */
export const RECONCILED_THROUGH = '2023-12-29';
const LAST_WEEK = '2023-W52';
export const LEFT = { from: '2024-01-02', to: LAST };

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/bench-api/', import.meta.url));
const WORDS = ['earnings', 'volatility', 'assignment', 'dividend', 'premium', 'delta', 'support', 'trend'];

/**
 * The folder of a home with a hundred thousand matches, outcomes, what a person said of a tenth of them and a published
 * week; a fifth of its history is imported and not reconciled. It takes minutes to make, so it is kept beside what is
 * installed.
 */
export async function homeOfManyMatches(): Promise<string> {
  const kept = join(CACHE, 'home');
  const isKept = await access(kept).then(
    () => true,
    () => false,
  );
  if (isKept) return kept;
  const making = join(CACHE, 'making');
  await rm(making, { recursive: true, force: true });
  const home = join(making, 'home');
  await mkdir(home, { recursive: true });
  await writeFile(homePaths(home).journal, saidLines());
  const opened = await openSteps(home);
  for (const path of await writeFiles(making))
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: LAST });
  await opened.steps.reconcileRange({ from: FIRST, to: RECONCILED_THROUGH });
  await opened.steps.trackOutcomes({ through: RECONCILED_THROUGH });
  await opened.steps.aggregateWeeks({ weeks: [LAST_WEEK], tell: false });
  await opened.close();
  await rename(home, kept);
  await rm(making, { recursive: true });
  return kept;
}

/** The advice, each with a rationale of a few words, and the trades. */
async function writeFiles(folder: string): Promise<string[]> {
  const paths = ['recommendations', 'executions'].map((dataset) => join(folder, `history.${dataset}.csv`));
  await mkdir(dirname(paths[0] ?? ''), { recursive: true });
  const [advice, trades] = paths.map((path) => createWriteStream(path));
  if (advice === undefined || trades === undefined) throw new Error('two files');
  advice.write(`${ADVICE_HEAD},rationale\n`);
  trades.write(`${EXECUTION_HEAD}\n`);
  let written = 0;
  for (const { recommendations, executions } of tradeHistory(SIZE)) {
    for (const line of recommendations) {
      const [a, b] = [written % WORDS.length, Math.floor(written / WORDS.length) % WORDS.length];
      const isTaken = advice.write(`${line},${WORDS[a]} and ${WORDS[b]} of row ${written}\n`);
      written += 1;
      if (!isTaken) await once(advice, 'drain');
    }
    for (const line of executions) if (!trades.write(`${line}\n`)) await once(trades, 'drain');
  }
  await Promise.all([finished(advice.end()), finished(trades.end())]);
  return paths;
}

/** Lines of the journal: reasons and reviews of advice. */
function saidLines(): string {
  const said = Array.from({ length: SAID }, (_, i): Fact => {
    const about = {
      at: '2024-01-02T12:00:00Z',
      by: 'bench',
      recommendation_id: `r${2 * i}`,
      execution_ids: [],
    };
    if (i % 2 === 0) return { fact: 'match_reviewed', ...about, reviewed: true };
    const code = REASON_CODES[i % REASON_CODES.length] ?? 'other';
    return { fact: 'match_reason', ...about, code, note: `${WORDS[i % WORDS.length]} again`, cause: null };
  });
  return said.map((fact) => `${JSON.stringify(fact)}\n`).join('');
}
