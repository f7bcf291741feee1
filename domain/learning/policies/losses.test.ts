import { describe, expect, test } from '@jest/globals';
import { normal, seededRandom } from '../../number/random.js';
import { clippedGain, divergenceFrom, dpoLoss, logChances, ppoLoss, rewardLoss, rrhfLoss } from './losses.js';

const DIGITS = 7;

describe('the published values', () => {
  const two = new Float64Array(2);

  test('dpoLoss of h = 1.5 at β = .1, and of h = 0', () => {
    const pair = { rewards: [0, 1], reference: [0, 0], beta: 0.1 };
    expect(dpoLoss([0, 1.5], pair, two)).toBeCloseTo(0.620957, 6);
    expect(dpoLoss([0.3, 0.3], pair, two)).toBeCloseTo(Math.LN2, DIGITS);
    // As far from the reference, which prefers the other one.
    expect(dpoLoss([1, 0.5], { ...pair, reference: [2, 0] }, two)).toBeCloseTo(0.620957, 6);
  });

  test('clippedGain of a ratio of 1.5 and of .5', () => {
    expect(clippedGain(1.5, 1)).toBeCloseTo(1.2, DIGITS);
    expect(clippedGain(0.5, -1)).toBeCloseTo(-0.8, DIGITS);
    expect(clippedGain(1.5, -1)).toBeCloseTo(-1.5, DIGITS);
  });

  test('rrhfLoss of three actions: 3.9 by their order, 5.5 with the best one', () => {
    // Logarithms of chances need not add up to 1 here: what they lack is taken by an action of the lowest reward.
    const said = [-0.3, -1.6, -2.9];
    const rest = Math.log(1 - said.reduce((sum, one) => sum + Math.exp(one), 0));
    const rewards = [-1, 2, 0, -9];
    const whole = rrhfLoss([...said, rest], { rewards }, new Float64Array(4));
    const beyond = [0, 1, 2].reduce((sum, i) => sum + Math.max(0, rest - (said[i] as number)), 0);
    expect(whole - beyond).toBeCloseTo(5.5, DIGITS);
    expect(whole - beyond + (said[1] as number)).toBeCloseTo(3.9, DIGITS);
  });

  test('divergenceFrom of (.6, .4) from (.5, .5)', () => {
    const own = [0.6, 0.4].map(Math.log);
    expect(divergenceFrom(own, [0.5, 0.5].map(Math.log))).toBeCloseTo(0.0201355, DIGITS);
  });
});

describe('slopes are those of finite differences', () => {
  const random = seededRandom(41);
  const drawn = (count: number) => Float64Array.from({ length: count }, () => 1.5 * normal(random));
  const losses = {
    dpo: (logits: Float64Array, slope: Float64Array, { rewards, reference }: Drawn) =>
      dpoLoss(logits, { rewards, reference, beta: 0.7 }, slope),
    rrhf: (logits: Float64Array, slope: Float64Array, { rewards }: Drawn) =>
      rrhfLoss(logits, { rewards }, slope),
    ppo: (logits: Float64Array, slope: Float64Array, { rewards, reference, old }: Drawn) =>
      ppoLoss(logits, { rewards, reference, old, beta: 0.3 }, slope),
    reward: (logits: Float64Array, slope: Float64Array, { rewards }: Drawn) =>
      rewardLoss(logits[0] as number, rewards[0] as number, slope),
  };
  interface Drawn {
    rewards: Float64Array;
    reference: Float64Array;
    old: Float64Array;
  }

  test.each(Object.entries(losses))('%s', (_name, loss) => {
    const STEP = 1e-6;
    for (let draw = 0; draw < 200; draw++) {
      const actions = 2 + (draw % 3);
      const logits = drawn(actions);
      // Near enough to the policy that not every ratio is clipped.
      const old = logChances(logits.map((one) => one + 0.1 * normal(random)));
      const about = { rewards: drawn(actions), reference: logChances(drawn(actions)), old };
      const slope = new Float64Array(actions);
      loss(logits, slope, about);
      for (let i = 0; i < actions; i++) {
        const at = (step: number) => {
          const moved = logits.slice();
          moved[i] = (moved[i] as number) + step;
          return loss(moved, new Float64Array(actions), about);
        };
        expect(slope[i]).toBeCloseTo((at(STEP) - at(-STEP)) / (2 * STEP), 5);
      }
    }
  });
});
