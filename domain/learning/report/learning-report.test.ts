import { describe, expect, test } from '@jest/globals';
import { decimal } from '../../number/decimal.js';
import { seededRandom } from '../../number/random.js';
import { sessionsBetween } from '../../time/calendar.js';
import { defaultSpecification } from '../features/default-specification.js';
import type { FeatureSpecification } from '../features/feature-specification.js';
import { DEFAULT_POLICY } from '../gate/gate-policy.js';
import { learningReport, type ServedModel } from './learning-report.js';
import type { ReportedScenario } from './reported-scenario.js';

const SPECIFICATION: FeatureSpecification = {
  ...defaultSpecification([]),
  features: [{ name: 'context_mood', source: 'context', of: 'mood' }],
};
const SESSIONS = sessionsBetween('2024-01-02', '2024-12-31');
const AS_OF = '2024-12-31';

/** Advice of each session, followed and closed in it; `mood` is the feature, `chance` that of a gain. */
function scenarios(
  perDay: number,
  { seed, chanceOf }: { seed: number; chanceOf: (mood: number, underlying: number) => number },
): ReportedScenario[] {
  const random = seededRandom(seed);
  return SESSIONS.flatMap((day) =>
    Array.from({ length: perDay }, (_, i): ReportedScenario => {
      const mood = 2 * random() - 1;
      const label = random() < chanceOf(mood, i) ? 1 : 0;
      const reward = label === 1 ? 0.5 : -0.5;
      return {
        ...{ scenario_id: `${day}:${i}`, sent_at: `${day}T15:00:00Z`, trading_date: day },
        ...{
          underlying: 'ABCDEFGH'.charAt(i % 8),
          action: 'sell_to_open',
          chosen: 'follow',
          status: 'labelled',
        },
        ...{
          labelled_at: `${day}T19:00:00Z`,
          label,
          reward,
          reward_raw: decimal(reward),
          reward_source: 'outcome',
          ...{
            delay: null,
            size: null,
            answered_at: null,
            window_ends: Date.parse(`${day}T16:00:00Z`),
            marked_on: null,
          },
        },
        ...{ values: Float64Array.of(mood), missing: new Set() },
      };
    }),
  );
}

const nothing = new Float64Array();
const NO_RESULTS = {
  ...{ stage: nothing, day: nothing, follows: nothing, vetoed: nothing },
  ...{ reward: nothing, usd: nothing },
};

const report = (
  given: ReportedScenario[],
  asOf = AS_OF,
  policy = DEFAULT_POLICY,
  served: { champion?: ServedModel; shadow?: ServedModel } = {},
) =>
  learningReport(given, {
    ...{ asOf, spec_id: 's', specification: SPECIFICATION, policy },
    ...{ champion: null, shadow: null, ...served },
    staged: { models: [], results: NO_RESULTS, tried: [] },
  });

const COIN = { seed: 1, chanceOf: () => 0.5 };
const SKILL = { seed: 2, chanceOf: (mood: number) => (mood > 0 ? 0.75 : 0.25) };

describe('learningReport(scenarios)', () => {
  test('scores each baseline on what it had not seen', () => {
    const { baselines, scenarios: counts } = report(scenarios(2, COIN));
    const all = 2 * SESSIONS.length;
    expect(counts).toEqual({ labelled: all });
    const scored = baselines.base_rate.scored;
    expect(scored).toBeGreaterThan(all - 40);
    expect([baselines.always_follow.scored, baselines.logistic.scored]).toEqual([scored, scored]);
    expect(baselines.base_rate.log_loss).toBeCloseTo(Math.LN2, 1);
    expect(baselines.logistic.auc).toBeGreaterThan(0.4);
    expect(baselines.logistic.auc).toBeLessThan(0.6);
  });

  test('scores the champion by what it said, and watches how much labels surprise it', () => {
    const given = scenarios(2, SKILL);
    const said = new Map(
      given.map(({ scenario_id, values }) => [scenario_id, (values[0] as number) > 0 ? 0.75 : 0.25]),
    );
    const { champion, shadow, drift, message } = report(given, AS_OF, DEFAULT_POLICY, {
      champion: { model_id: 'mlp-1', said },
    });
    expect(champion).toMatchObject({ model_id: 'mlp-1', scored: given.length });
    expect(message).toMatch(
      /\nmlp-1 serves\. Over \d+ scenarios it was right in \d+ %, with a log loss of 0\.\d{3}; the base/,
    );
    expect(champion?.auc).toBeGreaterThan(0.7);
    expect(shadow).toBeNull();
    const model = drift.find(({ stream, detector }) => stream === 'model' && detector === 'cusum');
    expect(model).toMatchObject({ alarm: false });
  });

  test('does not know yet, or never, whether a coin is better than the base rate', () => {
    const { verdict, reasons, message } = report(scenarios(2, COIN));
    expect(verdict).not.toBe('bless');
    expect(reasons.find(({ rule }) => rule === 'evidence')?.passed).toBe(false);
    expect(message).toContain('insufficient: not known yet');
  });

  test('blesses the logistic regression where a feature says something', () => {
    const told = report(scenarios(2, SKILL));
    expect(told.baselines.logistic.auc).toBeGreaterThan(0.65);
    expect(told.reasons.filter(({ passed }) => !passed)).toEqual([]);
    expect(told.verdict).toBe('bless');
    expect(told.needed).toBe(1);
  });

  test('names a feature that knows the outcome, and rejects', () => {
    const known = scenarios(1, COIN).map((one) => ({
      ...one,
      values: Float64Array.of((one.label ?? 0) + 0.1),
    }));
    const { verdict, reasons, message } = report(known);
    expect(verdict).toBe('reject');
    expect(reasons.find(({ rule }) => rule === 'leak')).toMatchObject({
      passed: false,
      value: 'context_mood',
    });
    expect(message).toContain('not known beforehand: context_mood');
  });

  test('says how many more it takes, and how long that is', () => {
    const few = scenarios(2, SKILL).filter(({ trading_date }) => trading_date < '2024-04-15');
    const { verdict, needed, message } = report(few, '2024-04-15');
    expect(verdict).toBe('insufficient');
    expect(needed).toBeGreaterThan(1);
    expect(message).toMatch(
      new RegExp(`about ${needed} more labelled decisions would make it sure, about \\d+ (months?|years)`),
    );
  });

  test('as of an earlier day knows what was known by then, and nothing else', () => {
    const all = scenarios(2, COIN);
    const later = all.map((one) =>
      one.trading_date === '2024-06-28' ? { ...one, labelled_at: '2024-07-02T19:00:00Z' } : one,
    );
    const { scenarios: counts, window } = report(later, '2024-06-28');
    expect(counts).toEqual({
      labelled: all.filter((one) => one.trading_date < '2024-06-28').length,
      pending: 2,
    });
    expect(window.closed).toBe(0);
    const before = later.filter(({ trading_date }) => trading_date <= '2024-06-28');
    const turned = before.map((one) =>
      one.trading_date === '2024-06-28' ? { ...one, label: (1 - (one.label ?? 0)) as 0 | 1, reward: 9 } : one,
    );
    expect(report(turned, '2024-06-28')).toEqual(report(later, '2024-06-28'));
  });

  test('as of an earlier day has no status that came later: of what could be answered still, or was marked later', () => {
    const unlabelled = {
      labelled_at: null,
      label: null,
      reward: null,
      reward_raw: null,
      reward_source: null,
    };
    const [first, second, third, fourth] = scenarios(2, COIN) as [ReportedScenario, ...ReportedScenario[]];
    const given = [
      { ...first, ...unlabelled, status: 'no_outcome', window_ends: Date.parse('2024-01-03T20:00:00Z') },
      { ...second, ...unlabelled, status: 'undetermined', marked_on: '2024-01-19' },
      { ...third, ...unlabelled, status: 'undetermined' },
      { ...fourth, ...unlabelled, status: 'no_outcome', action: 'hold', window_ends: Infinity },
    ] as ReportedScenario[];
    const answered = { ...given[0], answered_at: '2024-01-02T16:00:00Z' } as ReportedScenario;
    const countsAsOf = (day: string) => report(given, day).scenarios;
    expect(countsAsOf('2024-01-02')).toEqual({ pending: 2 });
    expect(countsAsOf('2024-01-03')).toEqual({ no_outcome: 2, pending: 1, undetermined: 1 });
    expect(countsAsOf('2024-01-18')).toEqual(countsAsOf('2024-01-03'));
    expect(countsAsOf('2024-01-19')).toEqual({ no_outcome: 2, undetermined: 2 });
    expect(report([answered], '2024-01-02').scenarios).toEqual({ no_outcome: 1 });
  });

  test('sums up the window and the underlyings, raw beside shrunk', () => {
    const { window, best, worst, by_hour } = report(
      scenarios(8, { seed: 3, chanceOf: (_, underlying) => (underlying < 2 ? 0.8 : 0.45) }),
    );
    expect(window).toMatchObject({ hours: 24, closed: 8 });
    expect(window.total_pnl).toBeCloseTo(8 * (window.mean_reward ?? 0), 9);
    expect(window.win_rate).toBeCloseTo(0.5 + (window.mean_reward ?? 0), 9);
    expect(best.map(({ underlying }) => underlying)).toHaveLength(5);
    expect(worst).toHaveLength(3);
    const [first] = best;
    const [last] = worst;
    expect(first?.shrunk).toBeGreaterThan(last?.shrunk ?? 1);
    expect((first?.mean_reward ?? 0) - (last?.mean_reward ?? 0)).toBeGreaterThan(
      (first?.shrunk ?? 0) - (last?.shrunk ?? 0),
    );
    expect(by_hour).toMatchObject([{ hour: '10', scored: expect.any(Number) as unknown }, { hour: '11' }]);
  });

  test('has the clone say what the human will do', () => {
    const picky = scenarios(2, COIN).map((one): ReportedScenario => {
      const isGood = (one.values[0] as number) > 0;
      return isGood ? one : { ...one, chosen: 'skip', reward_source: 'counterfactual' };
    });
    const { baselines, message } = report(picky);
    expect(baselines.clone.auc).toBeGreaterThan(0.95);
    expect(message).toMatch(/You followed \d+ that are over: \d+ made a gain/);
  });

  test('scores the clone by no answer that was still to come at the end of the day', () => {
    const all = scenarios(2, COIN).filter(({ trading_date }) => trading_date <= '2024-06-28');
    const turned = all.map((one): ReportedScenario =>
      one.trading_date === '2024-06-28' ? { ...one, chosen: 'skip' } : one,
    );
    const cloneAsOf = (day: string, given: ReportedScenario[]) => report(given, day).baselines.clone;
    expect(cloneAsOf('2024-06-28', turned)).toEqual(cloneAsOf('2024-06-28', all));
    // Advice of a Friday can be answered through the Monday.
    expect(cloneAsOf('2024-06-30', turned)).toEqual(cloneAsOf('2024-06-28', all));
    expect(cloneAsOf('2024-07-01', turned).scored).toBe(cloneAsOf('2024-06-28', all).scored + 2);
    expect(cloneAsOf('2024-07-01', turned)).not.toEqual(cloneAsOf('2024-07-01', all));
  });

  test('of nothing says so', () => {
    expect(report([])).toMatchObject({
      ...{ scenarios: {}, verdict: 'insufficient', needed: null, best: [], by_hour: [] },
      message: 'No advice asked for a decision yet: import advice and trades first.',
    });
  });
});
