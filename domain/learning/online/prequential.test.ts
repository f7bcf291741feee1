import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { normal, seededRandom } from '../../number/random.js';
import { adjustment } from './group-effects.js';
import { onlineLearner, type Asked, type OnlineModel, type Weighting } from './online-learner.js';
import { prequential, type StreamedScenario } from './prequential.js';

const DAY_MS = 86_400_000;
const START = Date.parse('2025-01-06T15:00:00Z');
const WIDTH = 2;

/** Scenarios a third of a day apart, whose labels come up to three days late; what they know makes a gain likelier. */
function stream(seed: number, length: number): StreamedScenario[] {
  const random = seededRandom(seed);
  return Array.from({ length }, (_, i) => {
    const values = Float64Array.of(normal(random), 5 + 3 * normal(random));
    const label = random() < sigmoid((values[0] as number) * 1.5) ? 1 : 0;
    const asked = START + (i * DAY_MS) / 3;
    const known = asked + Math.floor(random() * 3 * DAY_MS);
    return {
      scenario_id: `s${String(i).padStart(4, '0')}`,
      ...{ asked, values, underlying: random() < 0.5 ? 'AAA' : 'BBB', session_hour: '10', account: null },
      outcome: {
        ...{ label, reward: (label ? 1.6 : -1) * Math.abs(normal(random)), known },
        day: new Date(known).toISOString().slice(0, 10),
      },
    };
  });
}
const learner = (weighting: Weighting = 'pnl') => onlineLearner({ width: WIDTH, weighting, least: 20 });
const unknown = (one: StreamedScenario): StreamedScenario => ({ ...one, outcome: null });

/** As the contract of models says it. */
function scored(
  { mean, scale, weights, covariance, adjustments, calibration }: OnlineModel,
  asked: Asked,
): number {
  const x = [...asked.values].map((value, i) => (value - (mean[i] as number)) / (scale[i] as number));
  x.push(1);
  const side = x.length;
  let [z, variance] = [0, 0];
  x.forEach((value, i) => {
    z += value * (weights[i] as number);
    x.forEach((other, j) => (variance += value * other * (covariance[i * side + j] as number)));
  });
  z = z / Math.sqrt(1 + (Math.PI * variance) / 8) + adjustment(adjustments, asked);
  return sigmoid(calibration.a * z + calibration.b);
}

describe('prequential(scenarios, learner)', () => {
  test('says nothing before twenty labels were known, then scores each by what was known before it', () => {
    const scenarios = stream(1, 200);
    const said = prequential(scenarios, learner());
    const asked = new Map(scenarios.map((one) => [one.scenario_id, one.asked]));
    expect(said.length).toBeGreaterThan(160);
    expect(said.length).toBeLessThan(180);
    for (const { scenario_id, trained_through } of said)
      expect(trained_through).toBeLessThan(asked.get(scenario_id) as number);
    const chances = new Map(said.map(({ scenario_id, p }) => [scenario_id, p]));
    const brier = (of: (one: StreamedScenario) => number) =>
      scenarios.reduce((sum, one) => sum + (of(one) - (one.outcome?.label ?? 0)) ** 2, 0);
    expect(brier((one) => chances.get(one.scenario_id) ?? 0.5)).toBeLessThan(0.85 * brier(() => 0.5));
  });

  test.each(['pnl', 'advantage'] as const)(
    'by %s: what comes later changes nothing that was said',
    (weighting) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 30, max: 119 }), (seed, cut) => {
          const scenarios = stream(seed, 120);
          const now = scenarios[cut] as StreamedScenario;
          const past = scenarios
            .slice(0, cut + 1)
            .map((one) => ((one.outcome?.known ?? 0) < now.asked ? one : unknown(one)));
          const of = (said: ReturnType<typeof prequential>) =>
            said.find(({ scenario_id }) => scenario_id === now.scenario_id);
          expect(of(prequential(past, learner(weighting)))).toEqual(
            of(prequential(scenarios, learner(weighting))),
          );
        }),
        { numRuns: 15 },
      );
    },
  );

  test('gives the same whatever the order of its input, and leaves the same model', () => {
    const scenarios = stream(7, 150);
    const [one, other] = [learner(), learner()];
    expect(prequential([...scenarios].reverse(), one)).toEqual(prequential(scenarios, other));
    expect(one.model()).toEqual(other.model());
  });
});

describe('onlineLearner({ width, weighting, least })', () => {
  test.each(['pnl', 'advantage'] as const)(
    'by %s: its model says the same of any scenario as the learner, by the contract of models',
    (weighting) => {
      const taught = learner(weighting);
      prequential(stream(3, 200), taught);
      const model = taught.model();
      expect(model.adjustments.underlying.size).toBe(2);
      for (const asked of stream(4, 20))
        expect(scored(model, asked)).toBeCloseTo(taught.say(asked)?.p as number, 12);
    },
  );

  test('weighs labels by their P&L: what gains twice as much as it loses is no likelier to gain for that', () => {
    const taught = onlineLearner({ width: 1, weighting: 'pnl', least: 20 });
    const random = seededRandom(5);
    const scenarios = Array.from({ length: 600 }, (_, i): StreamedScenario => {
      const label = i % 2 === 0 ? 1 : 0;
      const known = START + i * 1_000;
      const outcome = { label, reward: label ? 2 : -1, known, day: '2025-01-06' } as const;
      return {
        ...{ scenario_id: String(i), asked: known - 500, values: Float64Array.of(normal(random)) },
        ...{ underlying: null, session_hour: null, account: null, outcome: outcome },
      };
    });
    prequential(scenarios, taught);
    const { weights } = taught.model();
    expect(weights[1]).toBeGreaterThan(0.4);
    const asked = { values: Float64Array.of(0), underlying: null, session_hour: null, account: null };
    // Two thirds without the recalibration.
    expect(Math.abs((taught.say(asked)?.p as number) - 0.5)).toBeLessThan(0.07);
  });
});
