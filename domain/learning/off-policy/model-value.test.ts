import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../number/random.js';
import type { ScenarioStatus } from '../scenarios/scenario.js';
import { modelValue, type ModelValue } from './model-value.js';
import type { ValuedScenarios } from './valued-scenarios.js';

/** A scenario; what is not there is not known. */
interface One {
  status?: ScenarioStatus;
  day?: number;
  idle?: boolean;
  propensity?: number;
  live?: boolean;
  follow?: number;
  vetoed?: boolean;
  reward?: number;
  low?: number;
  high?: number;
}

function scenariosOf(given: readonly One[]): ValuedScenarios {
  const of = (value: (one: One, i: number) => number | undefined) =>
    Float64Array.from(given, (one, i) => value(one, i) ?? NaN);
  const dollars = (value: number | undefined) => (value === undefined ? undefined : 100 * value);
  return {
    status: given.map(({ status, idle }) => status ?? (idle ? 'no_outcome' : 'labelled')),
    ...{ asked: of((_, i) => i), day: of(({ day = 0 }) => day) },
    idle: of(({ idle }) => Number(idle ?? false)),
    propensity: of(({ propensity }) => propensity),
    live: of(({ live = true, follow }) => (follow === undefined ? undefined : Number(live))),
    follow: of(({ follow }) => follow),
    acts: of(({ follow }) => (follow === undefined ? undefined : Number(follow > 0.5))),
    vetoed: of(({ vetoed }) => Number(vetoed ?? false)),
    ...{ reward: of(({ reward }) => reward), usd: of(({ reward }) => dollars(reward)) },
    ...{ reward_low: of(({ low }) => low), reward_high: of(({ high }) => high) },
    ...{ usd_low: of(({ low }) => dollars(low)), usd_high: of(({ high }) => dollars(high)) },
  };
}

const valued = (given: readonly One[]) => modelValue(scenariosOf(given));

function offPolicy(given: readonly One[]): Extract<ModelValue, { method: 'off_policy' }> {
  const value = valued(given);
  if (value.method !== 'off_policy') throw new Error(`by ${value.method}`);
  return value;
}

describe('modelValue(scenarios) by logged chances', () => {
  const four: One[] = [
    { propensity: 0.5, follow: 1, reward: 1 },
    { idle: true, propensity: 0.5, follow: 0.25 },
    { propensity: 0.5, follow: 0, reward: 1 },
    { propensity: 0.25, follow: 1, vetoed: true, reward: 0.5 },
  ];

  test('has by hand what four decisions come to, and says why that is not enough', () => {
    // It does what is likelier. Weights 2, 2, 0 and, vetoed, 0. The other rows expect 13 ÷ 51 of follow and 12.5 ÷ 51
    // of skip for rows 1 and 3, and 1 of both for rows 2 and 4.
    const { rows, ess, mean_weight, estimates, support, reasons, text } = offPolicy(four);
    expect([rows, mean_weight]).toEqual([4, 1]);
    expect(ess).toBeCloseTo(2, 12);
    expect(estimates.naive.value).toBe(0.625);
    expect(estimates.ips.value).toBe(0.5);
    expect(estimates.snips.value).toBeCloseTo(0.5, 12);
    expect(estimates.dm.value).toBeCloseTo(0.625, 12);
    expect(estimates.dr.value).toBeCloseTo(0.497549, 6);
    expect(support).toBe('insufficient');
    expect(reasons).toEqual(['effective rows: 2, asked 100', 'one row has 50 % of all weight, at most 10 %']);
    expect(text).toMatch(
      /^By the chances that the bot logged: 4 decisions .* not enough to believe any figure: eff/,
    );
    expect(text).toMatch(
      /What you declined counts only where the sign of its outcome is sure, so small results are/,
    );
  });

  test('leaves out, and counts, what has no outcome, no chance, or nothing that was said', () => {
    const { rows, left_out, text } = offPolicy([
      ...four,
      { status: 'undetermined', propensity: 0.5, follow: 1, low: -1, high: 1 },
      { status: 'pending', propensity: 0.5, follow: 1 },
      { follow: 1, reward: 1 },
      { idle: true, propensity: 0.5 },
    ]);
    expect(rows).toBe(4);
    expect(left_out).toEqual({ undetermined: 1, pending: 1, no_propensity: 1, unsaid: 1 });
    expect(text).toContain(
      'Left out: 1 undetermined, 1 pending, 1 without a logged chance, 1 holds that it said',
    );
  });

  test('takes trades of folds only where holds that were logged meanwhile were said, too', () => {
    const folds = [1, 2, 3].map((): One => ({ propensity: 0.5, follow: 1, live: false, reward: 1 }));
    const hold: One = { idle: true, propensity: 0.5 };
    const [first, ...others] = folds as [One, One, One];
    expect(offPolicy([...folds, hold, ...four])).toMatchObject({ rows: 7, left_out: { unsaid: 1 } });
    expect(offPolicy([first, hold, ...others, ...four])).toMatchObject({
      ...{ rows: 4, left_out: { folds: 3, unsaid: 1 } },
    });
  });

  /** A bot that trades by chance, and what its model would make of it: in good moods .3, else it holds. */
  function life(seed: number, isLogged: (one: One) => boolean = () => true): One[] {
    const random = seededRandom(seed);
    return Array.from({ length: 600 }, (_, i): One => {
      const [mood, trades] = [random() < 0.5, 0.3 + 0.4 * random()];
      const reward = (mood ? 0.3 : -0.3) + (random() - 0.5);
      const said = { follow: mood ? 1 : 0, day: Math.floor(i / 4) };
      return random() < trades
        ? { ...said, propensity: trades, reward }
        : { ...said, idle: true, propensity: 1 - trades };
    }).filter(isLogged);
  }

  test('holds what the model is worth in its interval', () => {
    let held = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { reasons, estimates } = offPolicy(life(60_000 + seed));
      expect(reasons).toEqual([]);
      const { low, high } = estimates.dr;
      if ((low as number) <= 0.15 && 0.15 <= (high as number)) held++;
    }
    // 190 are to be expected; five standard errors below.
    expect(held).toBeGreaterThan(174);
  });

  test('notices that holds are missing: the weights of trades alone have another mean', () => {
    const always = life(61_000, ({ idle }) => !idle).map((one) => ({ ...one, follow: 1 }));
    const { support, reasons } = offPolicy(always);
    expect(support).toBe('insufficient');
    expect(reasons).toEqual([
      expect.stringMatching(/^weights have the mean 2\.\d+, not 1: part of what was done/),
    ]);
  });
});

describe('modelValue(scenarios) without logged chances', () => {
  const three: One[] = [
    { day: 1, follow: 0.9, reward: 1 },
    { day: 1, follow: 0.1, reward: -2 },
    { day: 2, follow: 0.9, vetoed: true, reward: -1 },
    { day: 3, follow: 0.6, reward: -0.5 },
  ];

  test('replays what it would do, and weighs nothing', () => {
    const value = valued(three);
    expect(value).toMatchObject({ method: 'replay', rows: 4, determined: 4, follows: 2, net_usd: 50 });
    if (value.method !== 'replay') throw new Error('no replay');
    // Sessions of 1 and 0, 0, −.5: less their share of .125: .75, −.125, −.625; squares .96875, error √1.453125 ÷ 4.
    expect(value.mean_reward).toBeCloseTo(0.125, 12);
    expect(value.mean_reward_high).toBeCloseTo(0.125 + 4.302653 * 0.3013643, 5);
    expect(value.mean_reward_low).toBeCloseTo(0.125 - 4.302653 * 0.3013643, 5);
    expect(value.text).toMatch(
      /^No chances were logged, so this is a replay\. On 4 decisions .* follow 2 and have/,
    );
    expect(value.text).toMatch(/small results are missing\.$/);
  });

  test('bounds it where outcomes are not determined', () => {
    const value = valued([
      ...three,
      { status: 'undetermined', day: 3, follow: 0.9, low: -1, high: 1.5 },
      { status: 'undetermined', day: 4, follow: 0.2, low: -3, high: 3 },
      { status: 'undetermined', day: 4, follow: 0.9 },
      { status: 'exogenous', day: 4, follow: 0.9 },
    ]);
    expect(value).toMatchObject({
      ...{ method: 'bounds', rows: 6, determined: 4, undetermined: 2, net_usd: 50 },
      ...{ usd_least: -50, usd_most: 200, left_out: { undetermined: 1, exogenous: 1 } },
    });
    if (value.method !== 'bounds') throw new Error('no bounds');
    // Six: 1, 0, 0, −.5, what is not sure, and 0 that it would not follow.
    expect(value.reward_least).toBeCloseTo(-0.5 / 6, 12);
    expect(value.reward_most).toBeCloseTo(2 / 6, 12);
    // Sessions of 1, 0, 1 and 0 less 2, 1, 2 and 1 thirds: 1 ÷ 3 each. Error √(4 ÷ 9 × 4 ÷ 3) ÷ 6, t of three degrees
    // 3.182446.
    expect(value.reward_most_high).toBeCloseTo(1 / 3 + 3.182446 * 0.1283001, 5);
    expect(value.text).toMatch(
      /With 2 more whose outcome is not determined it lies between −0\.083 and 0\.333 a decis/,
    );
  });

  test('says that nothing has an outcome yet', () => {
    expect(valued([])).toMatchObject({
      method: 'replay',
      rows: 0,
      mean_reward: null,
      follows: 0,
      net_usd: 0,
    });
    expect(valued([{ status: 'pending', follow: 1 }]).text).toMatch(
      /Nothing that it said .* yet\. Left out: 1 pending\./,
    );
  });
});
