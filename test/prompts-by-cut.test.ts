import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSteps } from '../activities/make-steps.js';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { tableRows } from '../store/exports/table-rows.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore } from '../store/open-store.js';
import { writeIntradayAccount } from './intraday-account.js';

const DAYS = { from: '2025-02-03', to: '2025-02-21', seed: 5 };
/** An instant is after whatever came at it. */
const ALWAYS = '9999';

let folder: string;
/** What the account did, what it was advised, and what the market did. */
let records: Readonly<Record<string, readonly Dated[]>>;

interface Dated {
  /** When it was known: a bar with its session's close. */
  at: string;
  text: string;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompts-'));
  const [recommendations = '', executions = ''] = await writeIntradayAccount(join(folder, 'account'), DAYS);
  records = {
    recommendations: await dated(recommendations),
    executions: await dated(executions),
    bars: bars(),
  };
});
afterAll(() => rm(folder, { recursive: true }));

async function dated(path: string): Promise<Dated[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((text) => {
    const { sent_at, executed_at } = JSON.parse(text) as Record<string, string>;
    return { at: sent_at ?? executed_at ?? '', text };
  });
}

/** Daily bars of what the account trades, no two closes alike. */
function bars(): Dated[] {
  return ['ABC', 'DEF', 'GHI'].flatMap((symbol) =>
    sessionsBetween('2024-12-02', DAYS.to).map((ts, i) => {
      const close = 100 + ((i * i * 7) % 11) + i / 100;
      const prices = { open: close, high: close + 1, low: close - 1, close, volume: 1_000 };
      return { at: `${ts}T21:00:00Z`, text: JSON.stringify({ symbol, interval: '1d', ts, ...prices }) };
    }),
  );
}

/** The prompts by advice, in a home that knows all up to a moment, the advice of that moment included. */
async function promptsKnowing(until: string): Promise<Map<unknown, string>> {
  const root = join(folder, `home-${until.replaceAll(':', '')}`);
  await mkdir(join(root, 'learning'), { recursive: true });
  await writeFile(homePaths(root).featureSpecification, JSON.stringify(defaultSpecification([{ mood: 0 }])));
  const opened = await openSteps(root);
  for (const [dataset, all] of Object.entries(records)) {
    const path = join(root, `known.${dataset}.jsonl`);
    const known = all.filter(({ at }) => at < until || (at === until && dataset === 'recommendations'));
    await writeFile(path, known.map(({ text }) => `${text}\n`).join(''));
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  }
  await opened.steps.updateScenarios({});
  if (until === ALWAYS) await sayOfTheLast(opened);
  await opened.close();
  const store = await openStore(homePaths(root));
  // Who has been asked just now has chosen nothing yet; the prompt is the same whatever will be chosen.
  await store.warehouse.run("UPDATE scenarios SET chosen = coalesce(chosen, 'follow')");
  const { rows } = await tableRows(store, { table: 'preferences', where: [['basis', 'taste']] });
  const { rows: scenarios } = await tableRows(store, { table: 'scenarios' });
  await closeStore(store);
  const advice = new Map(scenarios.map((one) => [one['scenario_id'], one['recommendation_id']]));
  return new Map(rows.map((one) => [advice.get(one['scenario_id']), one['prompt'] as string]));
}

/** Of the last decisions one is excluded, of another a reason is given. */
async function sayOfTheLast({ steps, reads }: Awaited<ReturnType<typeof openSteps>>): Promise<void> {
  const followed: [string, string][] = [
    ['trading_date', DAYS.to],
    ['match_type', 'consent'],
  ];
  const { rows } = await reads.tableRows({ table: 'matches', where: followed });
  const [first, second] = rows.map((one) => one['match_id'] as string) as [string, string];
  const said = { by: 'me', at: `${DAYS.to}T22:00:00Z`, note: null };
  await steps.recordFacts({ ...said, say: 'exclude', id: first, reason: 'outage' });
  await steps.recordFacts({ ...said, say: 'reason', id: second, code: 'timing', cause: null });
  await steps.updateScenarios({});
}

test('a prompt is the same whether or not later fills, bars, advice and facts are known', async () => {
  const whole = await promptsKnowing(ALWAYS);
  const advice = records['recommendations'] ?? [];
  expect(whole.size).toBe(advice.length);
  for (const place of [20, 53, advice.length - 7]) {
    const until = advice[place]?.at ?? '';
    const prompts = await promptsKnowing(until);
    expect(prompts.size).toBe(place + 1);
    for (const [id, prompt] of prompts) expect(prompt).toBe(whole.get(id));
  }
  expect([...whole.values()].at(-1)).toMatch(/Known: .*return_20 -?0\.\d.*win_rate_account_20 0\.\d.*mood/);
}, 60_000);
