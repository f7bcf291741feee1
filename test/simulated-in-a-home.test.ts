import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { simulateInHome } from '../cli/simulate-home.js';
import { plantedPerson } from '../sim/planted/person.js';
import { weekLines } from '../sim/result.js';
import { simulate } from '../sim/simulate.js';

const WEEKS = 26;
const person = plantedPerson({
  schema: 1,
  name: 'a week more on rolls, nothing under a quarter, no rolls on Fridays, calls bought back at half',
  start: '2024-01-02',
  accounts: [
    { account: 'main', commission: 0.65 },
    { account: 'ira', commission: 0 },
  ],
  market: { underlyings: { count: 8 } },
  habits: [
    { kind: 'expiration_shift', action: 'roll', weeks: 1, share: 0.9 },
    { kind: 'premium_floor', premium: 0.25 },
    { kind: 'weekday_refusal', action: 'roll', weekday: 5 },
    { kind: 'early_exit', captured: 0.5, underlyings: ['U01', 'U02'] },
  ],
  noise: { misses: 0.05, absent_days: 0.03, wobble: 0.03 },
});

let folder: string;
let home: Awaited<ReturnType<typeof simulateInHome>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-simulated-'));
  const { steps, close } = await openSteps(join(folder, 'home'));
  try {
    home = await simulateInHome(steps, { person, weeks: WEEKS, seed: 11, folder });
  } finally {
    await close();
  }
}, 600_000);
afterAll(() => rm(folder, { recursive: true }));

describe('simulate(input), in memory and through the store', () => {
  const inMemory = [...simulate({ person, weeks: WEEKS, seed: 11, policy: 'none' })];

  test('gives the same weeks', () => {
    expect(inMemory.length).toBe(WEEKS);
    expect(inMemory.map(({ line }) => line)).toEqual(home.weeks);
  });

  test('gives the same patterns', () => {
    const rows = inMemory.flatMap((week) =>
      (weekLines(11, week).patterns ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    );
    expect(rows.map(({ seed: _seed, ...row }) => row)).toEqual(home.patterns);
  });
});
