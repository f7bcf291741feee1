import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { simulateInHome } from '../cli/simulate-home.js';
import { plantedPerson } from '../sim/planted/person.js';
import { outcomeLines, weekLines } from '../sim/result.js';
import { simulate } from '../sim/simulate.js';
import type { WeekLine } from '../sim/week-line.js';

const WEEKS = 22;
const person = plantedPerson({
  schema: 1,
  name: 'a week more on rolls, nothing under a quarter, no rolls on Fridays, calls bought back at half',
  start: '2024-01-02',
  accounts: [
    { account: 'main', commission: 0.65 },
    { account: 'ira', commission: 0 },
  ],
  market: { underlyings: { count: 8 }, volatility_premium: 1.8 },
  habits: [
    { kind: 'expiration_shift', action: 'roll', weeks: 1, share: 0.9 },
    { kind: 'premium_floor', premium: 0.25 },
    { kind: 'weekday_refusal', action: 'roll', weekday: 5 },
    { kind: 'early_exit', captured: 0.5, underlyings: ['U01', 'U02'] },
  ],
  noise: { misses: 0.05, absent_days: 0.03, wobble: 0.03 },
});

const INPUT = { person, weeks: WEEKS, seed: 11, policy: 'high' as const, holdout: null };

let folder: string;
let home: Awaited<ReturnType<typeof simulateInHome>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-simulated-'));
  const { steps, close } = await openSteps(join(folder, 'home'));
  try {
    home = await simulateInHome(steps, INPUT, folder);
  } finally {
    await close();
  }
}, 1_200_000);
afterAll(() => rm(folder, { recursive: true }));

describe('simulate(input), in memory and through the store', () => {
  const inMemory = played();

  test('gives the same weeks', () => {
    expect(inMemory.weeks.length).toBe(WEEKS);
    expect(inMemory.weeks).toEqual(home.weeks);
  });

  test.each(['patterns', 'candidates', 'decisions', 'algorithm_versions', 'algorithm_changes'] as const)(
    'gives the same %s',
    (table) => {
      const rows = rowsIn(inMemory.lines[table]);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.map(({ seed: _seed, ...row }) => row)).toEqual(
        home.tables[table].map((row) => ('as_of' in row ? { week: row.as_of, ...row } : row)),
      );
    },
  );
});

/** What playing in memory gives: the lines of weeks as they are, of tables as they are written. */
function played() {
  const simulation = simulate(INPUT);
  const weeks: WeekLine[] = [];
  let patterns = '';
  for (;;) {
    const { done, value } = simulation.next();
    if (done) return { weeks, lines: { ...outcomeLines(INPUT.seed, value), patterns } };
    weeks.push(value.line);
    patterns += weekLines(INPUT.seed, value).patterns ?? '';
  }
}

function rowsIn(lines = ''): Record<string, unknown>[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
