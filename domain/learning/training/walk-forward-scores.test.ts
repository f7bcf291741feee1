import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normal, seededRandom } from '../../number/random.js';
import { sessionsBetween } from '../../time/calendar.js';
import { calibrationZ } from '../scoring/calibration.js';
import { aucOf } from '../scoring/scores.js';
import { fitLogistic, type Fit } from './fitting.js';
import { forwardFolds } from './time-folds.js';
import { DEFAULT_CONFIG } from './default-config.js';
import { lineageOf, parseConfig } from './training-config.js';
import { labelledRows, type LabelledRow } from './training-row.js';
import { forwardScores } from './walk-forward-scores.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-06-30');

/** Five rows a session, of which one feature says something. */
function rowsOf(count: number, seed = 1): LabelledRow[] {
  const random = seededRandom(seed);
  return labelledRows(
    Array.from({ length: count }, (_, i) => {
      const day = SESSIONS[Math.floor(i / 5)] as string;
      const values = Float64Array.from([normal(random), normal(random)]);
      const label = random() < 1 / (1 + Math.exp(-1.2 * (values[0] as number))) ? 1 : 0;
      return {
        scenario_id: `s${String(i).padStart(4, '0')}`,
        ...{ sent_at: `${day}T15:0${i % 5}:00Z`, trading_date: day, account: null, underlying: 'ABC' },
        ...{ action: 'buy', chosen: 'follow', status: 'labelled', labelled_at: `${day}T16:0${i % 5}:00Z` },
        ...{
          label,
          reward: (label - 0.5) * (1 + random()),
          ...{ net_reward: label - 0.5, net_usd: 1, vetoes: [] },
          values,
          missing: new Set<string>(),
        },
      };
    }),
  );
}

const folded = (rows: readonly LabelledRow[]) => forwardFolds(rows, { folds: 5, embargoSessions: 1 });

describe('forwardScores', () => {
  test('finds what the feature says, in chances that are about right', async () => {
    const rows = rowsOf(600);
    const scores = await forwardScores(folded(rows), fitLogistic, { least: 20 });
    expect(scores).toHaveLength(500);
    const labels = new Map(rows.map(({ scenario_id, label }) => [scenario_id, label]));
    const scored = scores.map(({ scenario_id, p_win }) => ({
      p: p_win,
      label: labels.get(scenario_id) as 0 | 1,
    }));
    expect(aucOf(scored)).toBeGreaterThan(0.7);
    expect(Math.abs(calibrationZ(scored).z)).toBeLessThan(3);
  });

  test('calibrates a model that is far too sure, in the first fold as well', async () => {
    const tooSure: Fit = async (name, seen) => {
      const { standardise, layers } = await fitLogistic(name, seen);
      const five = layers.map(({ kernel, bias, ...layer }) => ({
        ...layer,
        kernel: Array.from(kernel, (weight) => 5 * weight),
        bias: Array.from(bias, (weight) => 5 * weight),
      }));
      return { standardise, layers: five };
    };
    const rows = rowsOf(600);
    const folds = folded(rows);
    const scores = await forwardScores(folds, tooSure, { least: 20 });
    const first = new Set(folds[0]?.test.map(({ scenario_id }) => scenario_id));
    const labels = new Map(rows.map(({ scenario_id, label }) => [scenario_id, label]));
    const scored = scores
      .filter(({ scenario_id }) => first.has(scenario_id))
      .map(({ scenario_id, p_win }) => ({ p: p_win, label: labels.get(scenario_id) as 0 | 1 }));
    expect(scored.length).toBeGreaterThan(50);
    expect(Math.abs(calibrationZ(scored).z)).toBeLessThan(4);
  });

  test('says of a fold nothing that follows from a label that was known only after it began', async () => {
    const rows = rowsOf(150);
    const before = await forwardScores(folded(rows), fitLogistic, { least: 20 });
    const folds = folded(rows);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: folds.length - 1 }), async (at) => {
        const tested = folds[at]?.test ?? [];
        const began = Math.min(...tested.map(({ asked }) => asked));
        const flipped = rows.map((row) =>
          row.known < began ? row : { ...row, label: (1 - row.label) as 0 | 1, reward: -row.reward },
        );
        const after = await forwardScores(folded(flipped), fitLogistic, { least: 20 });
        const of = (scores: typeof after) => {
          const ids = new Set(tested.map(({ scenario_id }) => scenario_id));
          return scores.filter(({ scenario_id }) => ids.has(scenario_id));
        };
        expect(of(after)).toEqual(of(before));
        expect(of(after).every(({ trained_through }) => Date.parse(trained_through) < began)).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  test('says nothing of folds with too little to be trained on', async () => {
    expect(await forwardScores(folded(rowsOf(60)), fitLogistic, { least: 1_000 })).toEqual([]);
  });
});

describe('parseConfig', () => {
  test('fills in what is not set; another configuration is another lineage', () => {
    expect(parseConfig({}, null)).toEqual(DEFAULT_CONFIG);
    const other = parseConfig({ hidden: [8] }, null);
    expect(other).toEqual({ ...DEFAULT_CONFIG, hidden: [8] });
    const way = { config: DEFAULT_CONFIG, days: 60, seed: 0 };
    expect(lineageOf('mlp', way)).toBe('mlp');
    const others = [
      { ...way, config: { ...DEFAULT_CONFIG, hidden: [8] } },
      { ...way, days: 90 },
      { ...way, seed: 1 },
    ];
    const named = others.map((one) => lineageOf('mlp', one));
    expect(new Set(named).size).toBe(3);
    for (const name of named) expect(name).toMatch(/^mlp-[0-9a-f]{8}$/);
  });

  test.each([
    [{ epoch: 3 }, 'epoch: 3: no such key'],
    [{ epochs: 0 }, 'epochs: 0: '],
    [{ hidden: [8, -1] }, 'hidden[1]: -1: '],
    [{ activation: 'tanh' }, 'activation: "tanh": '],
    [[], 'the whole'],
  ])('refuses %j with path and value', (given, text) => {
    const parsed = parseConfig(given, null);
    expect('refused' in parsed && parsed.refused).toContain(text);
  });
});
