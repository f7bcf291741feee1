import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askedAt, knownAt } from '../domain/learning/features/known-times.js';
import type { Row } from '../store/exports/table-rows.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-04-01T12:00:00Z';

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'live-'));
  opened = await openSteps(join(dir, 'home'));
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function bring(from: string, to: string, seed: number): Promise<void> {
  for (const path of await writeIntradayAccount(join(dir, from), { from, to, seed }))
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}
const table = async (name: string): Promise<Row[]> => {
  await opened.steps.exportTable({ table: name, format: 'jsonl' });
  const text = await readFile(join(dir, 'home', 'exports', `${name}.jsonl`), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
};

test('what came since is scored once by the models that stood for a name then, and by baselines of what was known', async () => {
  await bring('2025-01-06', '2025-01-31', 3);
  await opened.steps.updateOnline({ weighting: 'pnl', hours: 720, asOf: '2025-01-31', at: AT });
  const change = { change: 'promote', id: 'shadow', override: true, reason: 'a trial' } as const;
  const { champion } = await opened.steps.changeModel({ ...change, at: AT, seq: 1 });
  await bring('2025-02-03', '2025-02-07', 4);
  await opened.steps.updateScenarios({});
  await bring('2025-02-10', '2025-02-14', 5);
  await opened.steps.updateScenarios({});
  await opened.steps.updateScenarios({});
  const scenarios = await table('scenarios');
  const live = (await table('predictions')).filter(({ source }) => source === 'live');
  const since = scenarios.filter(({ sent_at }) => askedAt(sent_at as string) > knownAt('2025-01-31'));
  expect(since.length).toBeGreaterThan(50);
  expect(live.map(({ model_id, scenario_id }) => JSON.stringify([model_id, scenario_id])).sort()).toEqual(
    since
      .flatMap(({ scenario_id }) =>
        [champion, 'always_follow', 'base_rate', 'clone', 'logistic'].map((id) =>
          JSON.stringify([id, scenario_id]),
        ),
      )
      .sort(),
  );
  const sent = new Map(since.map(({ scenario_id, sent_at }) => [scenario_id, askedAt(sent_at as string)]));
  const labels = scenarios
    .filter(({ status, label }) => status === 'labelled' && label !== null)
    .map((row) => ({ label: row['label'] as number, at: row['labelled_at'] as string }))
    .sort((a, b) => knownAt(a.at) - knownAt(b.at));
  for (const { scenario_id, model_id, p_win, trained_through } of live) {
    if (model_id !== 'base_rate') continue;
    const known = labels.filter(({ at }) => knownAt(at) < (sent.get(scenario_id) as number));
    const gains = known.filter(({ label }) => label === 1).length;
    expect(p_win).toBe((gains + 1) / (known.length + 2));
    expect(trained_through).toBe(known.at(-1)?.at);
  }
}, 60_000);
