import { describe, expect, test } from '@jest/globals';
import { normal, seededRandom } from '../../number/random.js';
import { sessionsBetween } from '../../time/calendar.js';
import type { TrainingRow } from '../training/training-row.js';
import { choiceRow, fittedSaying, paysRow } from './fitted-saying.js';
import { BASELINES, recalibrated, walkForward } from './walk-forward.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-06-30');

/** Ten a session, known within the hour; two features say who follows and what pays. */
function rowsOf(count: number): TrainingRow[] {
  const random = seededRandom(4);
  return Array.from({ length: count }, (_, i) => {
    const day = SESSIONS[Math.floor(i / 10)] as string;
    const values = Float64Array.of(normal(random), normal(random));
    const label = random() < 1 / (1 + Math.exp(-1.5 * (values[0] as number))) ? 1 : 0;
    return {
      scenario_id: `s${String(i).padStart(4, '0')}`,
      ...{ sent_at: `${day}T15:0${i % 10}:00Z`, trading_date: day, account: null, underlying: 'ABC' },
      ...{ action: 'buy', chosen: (values[1] as number) > 0 ? 'follow' : 'skip', status: 'labelled' },
      ...{ labelled_at: `${day}T16:00:00Z`, label, reward: label - 0.5, net_reward: label - 0.5, net_usd: 1 },
      ...{ vetoes: [], values, missing: new Set<string>() },
    };
  });
}

describe('fittedSaying(rows, asked)', () => {
  const rows = rowsOf(700);
  const asked = new Set(rows.slice(-30).map(({ scenario_id }) => scenario_id));

  test('is what the regression said, asked a week ahead and recalibrated, without fitting the weeks before', () => {
    const all = rows.map(paysRow);
    const whole = recalibrated(all, walkForward(all, BASELINES.logistic, { least: 20 }));
    const said = fittedSaying(all, asked);
    expect(said.size).toBe(30);
    for (const { scenario_id, p } of whole)
      if (asked.has(scenario_id)) expect(said.get(scenario_id)?.p).toBeCloseTo(p, 12);
    for (const row of all) {
      const own = said.get(row.scenario_id);
      if (own !== undefined) expect(own.trained_through).toBeLessThan(row.asked);
    }
  });

  test('says the same on each day of a week, whatever else is asked about', () => {
    const all = rows.map(paysRow);
    const whole = new Map(
      recalibrated(all, walkForward(all, BASELINES.logistic, { least: 20 })).map((one) => [
        one.scenario_id,
        one.p,
      ]),
    );
    for (const { scenario_id } of rows.slice(300, 500).filter((_, i) => i % 10 === 0))
      expect(fittedSaying(all, new Set([scenario_id])).get(scenario_id)?.p).toBeCloseTo(
        whole.get(scenario_id) as number,
        12,
      );
  });

  test('says who will follow, by choices that were known then', () => {
    const said = fittedSaying(rows.map(choiceRow), asked);
    for (const { scenario_id, chosen } of rows.slice(-30))
      expect((said.get(scenario_id)?.p ?? NaN) > 0.5).toBe(chosen === 'follow');
    const held = choiceRow({ ...(rows[0] as TrainingRow), action: 'hold' });
    expect([held.target, held.known]).toEqual([null, null]);
  });

  test('says nothing before twenty were known', () => {
    expect(fittedSaying(rows.slice(0, 10).map(paysRow), new Set(['s0001'])).size).toBe(0);
  });
});
