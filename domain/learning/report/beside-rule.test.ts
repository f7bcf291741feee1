import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { studentQuantile } from '../../evidence/student-quantile.js';
import { seededRandom } from '../../number/random.js';
import { expectedLargest, probabilisticSharpe } from '../scoring/sharpe.js';
import { besideRule, STAGES, type Stage, type StageResults } from './beside-rule.js';

/** A scenario of a stage. */
interface One {
  stage: Stage;
  day: number;
  follows: boolean;
  vetoed: boolean;
  reward: number;
  usd: number;
}

function resultsOf(given: readonly One[]): StageResults {
  const place = ({ stage }: One) => STAGES.indexOf(stage);
  const rows = [...given].sort((a, b) => place(a) - place(b) || a.day - b.day);
  const of = (value: (one: One) => number) => Float64Array.from(rows, value);
  return {
    ...{ stage: of(place), day: of(({ day }) => day), follows: of(({ follows }) => Number(follows)) },
    ...{ vetoed: of(({ vetoed }) => Number(vetoed)), reward: of(({ reward }) => reward) },
    usd: of(({ usd }) => usd),
  };
}

const MODELS = STAGES.map((stage) => ({ stage, model_id: 'mlp-1', lineage: 'mlp', spec_id: 's' }));
const TRIED = [0.1, 0.4, -0.2].map((sharpe, i) => ({
  ...{ model_id: `other-${i}`, lineage: `other-${i}`, incumbent_id: 'base_rate', spec_id: 's', sharpe },
}));

const compared = (given: readonly One[], models = MODELS) =>
  besideRule({ models, results: resultsOf(given), tried: TRIED });

const only = (stage: Stage, given: readonly One[]) => {
  const found = compared(given).stages.find((one) => one.stage === stage);
  if (found === undefined) throw new Error(`no stage ${stage}`);
  return found;
};

/** Advice of so many days, of which the model leaves every second out; what it leaves out loses by `loss`. */
function skipping(days: number, loss: (day: number) => number, stage: Stage = 'paper'): One[] {
  return Array.from({ length: days }, (_, day) => [
    { ...{ stage, day, follows: true, vetoed: false }, reward: 0.5, usd: 50 },
    { ...{ stage, day, follows: false, vetoed: false }, reward: -loss(day), usd: -100 * loss(day) },
  ]).flat();
}

describe('besideRule(…)', () => {
  test('has by hand what four scenarios of three days come to', () => {
    const vetoed = { follows: true, vetoed: true, reward: -2, usd: -200 };
    const found = only('canary', [
      { stage: 'canary', day: 1, follows: true, vetoed: false, reward: 1, usd: 100 },
      { stage: 'canary', day: 1, follows: false, vetoed: false, reward: -0.5, usd: -50 },
      { stage: 'canary', day: 2, ...vetoed },
      { stage: 'canary', day: 4, follows: true, vetoed: false, reward: -0.5, usd: -60 },
    ]);
    expect(found).toMatchObject({ model_id: 'mlp-1', lineage: 'mlp', scored: 4, sessions: 3 });
    // Days of 1, 0 and −.5; of the rule .5, 0 and −.5. Of the vetoed one both have nothing.
    expect(found.model).toMatchObject({ mean_reward: 0.125, win_rate: 0.5, drawdown_usd: 60, net_usd: 40 });
    expect(found.rule).toMatchObject({ mean_reward: 0, drawdown_usd: 60, net_usd: -10 });
    expect(found.rule.win_rate).toBeCloseTo(1 / 3, 12);
    // Mean 1 ÷ 6, deviation √(3.5 ÷ 6) = .7637626.
    expect(found.model.sharpe).toBeCloseTo(0.2182179, 7);
    expect(found.rule.sharpe).toBe(0);
    // Days differ by .5, 0 and 0, of which .25, .125 and .125 would be usual: squares .09375.
    // Error √(.09375 × 3 ÷ 2) ÷ 4 = .09375.
    expect(found.difference).toBe(0.125);
    expect(found.difference_high).toBeCloseTo(0.125 + 4.302653 * 0.09375, 6);
    expect(found.difference_low).toBeCloseTo(0.125 - 4.302653 * 0.09375, 6);
    // (.4033737 ÷ .125)² × 4 = 41.65; twenty days would be 27.
    expect(found).toMatchObject({ verdict: 'not_told', needed: 38 });
  });

  test('is what loops over the scenarios give', () => {
    const amount = fc.double({ min: -3, max: 3, noNaN: true });
    const one = fc.record({
      ...{ stage: fc.constantFrom(...STAGES), day: fc.nat(15), follows: fc.boolean(), vetoed: fc.boolean() },
      ...{ reward: amount, usd: amount },
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 120 }), (given) => {
        for (const stage of STAGES) {
          const own = given.filter((row) => row.stage === stage);
          const found = only(stage, given);
          const worth = (row: One, follows: boolean) => (follows && !row.vetoed ? row.reward : 0);
          const days = [...new Set(own.map(({ day }) => day))].sort((a, b) => a - b);
          expect(found).toMatchObject({ scored: own.length, sessions: days.length });
          if (own.length === 0) {
            expect(found).toMatchObject({ verdict: 'nothing', difference: null, needed: null });
            continue;
          }
          const differences = own.map((row) => worth(row, row.follows) - worth(row, true));
          const mean = differences.reduce((all, value) => all + value, 0) / own.length;
          expect(found.difference).toBeCloseTo(mean, 10);
          const byDay = days.map((day) => own.filter((row) => row.day === day));
          const made = byDay.map((rows) => rows.reduce((all, row) => all + worth(row, row.follows), 0));
          if (days.length > 1) {
            let squares = 0;
            for (const rows of byDay) {
              let apart = 0;
              for (const row of rows) apart += worth(row, row.follows) - worth(row, true) - mean;
              squares += apart * apart;
            }
            const error = Math.sqrt((squares * days.length) / (days.length - 1)) / own.length;
            const half = studentQuantile(0.975, days.length - 1) * error;
            expect(found.difference_low).toBeCloseTo(mean - half, 8);
            expect(found.difference_high).toBeCloseTo(mean + half, 8);
          }
          let [total, height, fall] = [0, 0, 0];
          for (const rows of byDay) {
            for (const row of rows) total += row.follows && !row.vetoed ? row.usd : 0;
            height = Math.max(height, total);
            fall = Math.max(fall, height - total);
          }
          expect(found.model.net_usd).toBeCloseTo(total, 10);
          expect(found.model.drawdown_usd).toBeCloseTo(fall, 10);
          if (found.model.sharpe !== null) {
            const own = found.model.sharpe;
            const ratios = [own, ...TRIED.map(({ sharpe }) => sharpe)];
            const middle = ratios.reduce((all, ratio) => all + ratio, 0) / 4;
            const variance = ratios.reduce((all, ratio) => all + (ratio - middle) ** 2, 0) / 3;
            const dsr = probabilisticSharpe(made, expectedLargest(4, variance));
            expect(found.model.dsr).toBeCloseTo(dsr as number, 10);
          }
        }
      }),
    );
  });

  test('tells once the interval holds 0 no more, and of fewer than twenty days nothing', () => {
    const loss = (day: number) => 0.3 + (day % 2) / 10;
    expect(only('paper', skipping(22, loss))).toMatchObject({ verdict: 'better', needed: null });
    expect(
      only(
        'paper',
        skipping(22, (day) => -loss(day)),
      ),
    ).toMatchObject({ verdict: 'worse' });
    // Two a day: what is missing of twenty days.
    expect(only('paper', skipping(7, loss))).toMatchObject({ verdict: 'not_told', needed: 26 });
    // All the same, so that their error is 0.
    expect(
      only(
        'paper',
        skipping(2, () => 3),
      ),
    ).toMatchObject({ verdict: 'not_told', needed: 36 });
  });

  test('says what more would tell: as many, made the same way, do', () => {
    const random = seededRandom(77);
    const losses = Array.from({ length: 40 }, () => 0.1 + (random() - 0.5) * 2);
    const loss = (day: number) => losses[day % 40] as number;
    const { verdict, needed, scored } = only('paper', skipping(40, loss));
    expect(verdict).toBe('not_told');
    const times = Math.ceil(((needed as number) + scored) / scored);
    expect(only('paper', skipping(40 * times, loss)).verdict).toBe('better');
    expect(only('paper', skipping(40 * (times - 1), loss)).verdict).toBe('not_told');
  });

  test('of what follows all nothing will ever tell', () => {
    const all = skipping(30, () => 0.3).map((one) => ({ ...one, follows: true }));
    expect(only('paper', all)).toMatchObject({ difference: 0, verdict: 'not_told', needed: null });
    expect(compared(all).text).toMatch(
      /is not known yet: on paper, .*; so far it does what following all does\.$/,
    );
  });

  test('answers in a sentence, by the furthest stage that says something', () => {
    // Days differ by ±.05 from .35: error √(22 × .0025 × 22 ÷ 21) ÷ 44 = .0054554, t of 21 degrees 2.0796.
    const good = skipping(22, (day) => 0.3 + (day % 2) / 10, 'backtest');
    const bad = skipping(22, (day) => -0.3 - (day % 2) / 10, 'champion');
    expect(compared(good).text).toBe(
      'The model beats following all advice: in the backtest, mlp-1 would have made 1100.00 dollars after costs ' +
        'over 44 decisions of 22 days, following all advice 330.00 dollars; its mean reward differs by +0.175, ' +
        '+0.164 to +0.186 with 95 % confidence.',
    );
    expect(compared([...good, ...bad]).text).toMatch(
      /^The model does worse than following all advice: as champion, .* differs by −0\.175, −0\.186 to −0\.164 with/,
    );
    const first = bad.slice(0, 2);
    expect(compared([...good, ...first]).text).toMatch(/^The model beats .*: in the backtest/);
    expect(compared(first).text).toMatch(
      /^Whether .* is not known yet: as champion, .* 2 decisions of 1 day, .*; about 38 more decisions would tell\.$/,
    );
    expect(compared([], []).text).toBe(
      'Whether a model beats following all advice is not known yet: nothing that one said has an outcome.',
    );
  });

  test.each([
    ['as many gains as losses', (random: () => number) => 2 * random() - 1],
    ['many small gains, few large losses', (random: () => number) => (random() < 0.8 ? 0.25 : -1)],
  ])('without skill is seldom better: %s, with what days have in common', (_, drawn) => {
    const random = seededRandom(4_100);
    const lives = 1_000;
    for (const days of [20, 60]) {
      let better = 0;
      for (let life = 0; life < lives; life++) {
        const given = Array.from({ length: days }, (_, day) => {
          const shock = (random() - 0.5) / 2;
          const leaning = random();
          return Array.from({ length: 4 }, (): One => {
            const reward = drawn(random) + shock;
            const follows = random() < leaning;
            return { stage: 'paper', day, follows, vetoed: random() < 0.1, reward, usd: reward };
          });
        }).flat();
        if (only('paper', given).verdict === 'better') better++;
      }
      // Five standard errors of a share of .025 above it.
      expect(better / lives).toBeLessThan(0.025 + 5 * Math.sqrt((0.025 * 0.975) / lives));
    }
  });
});
