import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../../number/decimal.js';
import { closeTime, sessionsBetween } from '../../time/calendar.js';
import { addDays } from '../../time/dates.js';
import { instantAt } from '../../time/zone.js';
import { defaultSpecification } from './default-specification.js';
import { featureBars, type VolumeBar } from './feature-bars.js';
import type { Feature, FeatureSpecification } from './feature-specification.js';
import { featuresHash, featureValues, type AskedDecision, type World } from './feature-values.js';
import { knownAt } from './known-times.js';
import { labelledPast, type Labelled } from './labelled-past.js';

const SESSIONS = sessionsBetween('2025-01-02', '2025-02-28');

/** Closes that go up and down, and other prices about them. */
function barsOf(days: readonly string[], closes: (i: number) => number): VolumeBar[] {
  return days.map((date, i) => {
    const close = closes(i);
    const prices = { open: close - 0.5, high: close + 1, low: close - 2, close };
    const named = Object.entries(prices).map(([name, price]) => [name, decimal(price.toFixed(4))]);
    return { date, ...Object.fromEntries(named), volume: decimal(1000 + 10 * i) } as VolumeBar;
  });
}
const BARS = barsOf(SESSIONS, (i) => 100 + 3 * Math.sin(i));

const ADVICE: AskedDecision = {
  sent_at: '2025-02-05T15:00:00Z',
  account: 'main',
  underlying: 'AAPL',
  action: 'sell_to_open',
  right: 'call',
  strike: 110,
  expiration: '2025-02-21',
  quantity: 2,
  premium: 1.5,
  bid: 1.4,
  ask: 1.6,
  underlying_price: 100,
  context: { vix: 17, mood: 'calm', tested: true },
};
const PAST: Labelled[] = [
  { ...past('a', '2025-01-10'), label: 1, reward: 1, diverged: false },
  { ...past('b', '2025-01-20T21:00:00Z'), label: 0, reward: -2, diverged: true },
  { ...past('c', '2025-02-04'), label: 1, reward: 0.5, diverged: false },
  { ...past('d', '2025-02-05'), label: 1, reward: 3, diverged: true },
];

function past(scenario_id: string, labelled_at: string) {
  return { scenario_id, labelled_at, account: 'main', underlying: 'AAPL' };
}

function world({ bars = BARS, known = PAST }: { bars?: VolumeBar[]; known?: Labelled[] } = {}): World {
  return {
    bars: new Map([['AAPL', featureBars(bars, [])]]),
    events: new Map([['AAPL', { earnings: ['2025-01-30', '2025-02-20'], ex_dividend: ['2025-04-30'] }]]),
    past: labelledPast(known),
  };
}

/** The values by name; null where they are missing. */
function valuesOf(features: Feature[], advice: Partial<AskedDecision> = {}, of = world()) {
  const specification = { ...defaultSpecification([]), features };
  const { values, missing } = featureValues(specification, { ...ADVICE, ...advice }, of);
  const named = features.map(({ name }, i) => [name, missing.includes(name) ? null : values[i]]);
  return Object.fromEntries(named) as Record<string, number | null>;
}

const advice = (of: string) => ({ name: of, source: 'advice', of }) as Feature;
const calendar = (of: string) => ({ name: of, source: 'calendar', of }) as Feature;
const event = (of: string) => ({ name: of, source: 'event', of }) as Feature;
const bars = (of: string, window: number) =>
  ({ name: `${of}_${window}`, source: 'bars', of, window }) as Feature;
const history = (of: string, window: number, by = 'account') =>
  ({ name: `${of}_${window}`, source: 'history', of, window, by }) as Feature;

describe('featureValues(specification, decision, world)', () => {
  test('takes a number for none whose square is no number', () => {
    const vix: Feature = { name: 'vix', source: 'context', of: 'vix', missing: 20 };
    expect(valuesOf([vix], { context: { vix: 1e99 } })).toEqual({ vix: 1e99 });
    for (const far of [1e200, -1.7e308])
      expect(valuesOf([vix], { context: { vix: far } })).toEqual({ vix: null });
  });

  test('reads the advice', () => {
    const names = ['dte', 'moneyness', 'premium_yield', 'spread', 'quantity', 'is_roll', 'is_opening'];
    expect(valuesOf([...names, 'is_call', 'is_short'].map(advice))).toEqual({
      dte: 16,
      moneyness: 110 / 100 - 1,
      premium_yield: (1.5 / 100 / 16) * 365,
      spread: (1.6 - 1.4) / 1.5,
      quantity: 2,
      ...{ is_roll: 0, is_opening: 1, is_call: 1, is_short: 1 },
    });
  });

  test('takes the last close before the advice where it names no price, and nothing where there is none', () => {
    const close = 100 + 3 * Math.sin(SESSIONS.indexOf('2025-02-04'));
    const moneyness = valuesOf([advice('moneyness')], { underlying_price: null });
    expect(moneyness['moneyness']).toBeCloseTo(110 / close - 1, 6);
    expect(valuesOf([advice('moneyness')], { underlying_price: null, underlying: 'BETA' })).toEqual({
      moneyness: null,
    });
  });

  test('reads the context: numbers, yes or no, and a text as 0 or 1', () => {
    const context = (name: string, of: string, equals?: string) =>
      ({ name, source: 'context', of, ...(equals === undefined ? {} : { equals }) }) as Feature;
    const features = [
      context('vix', 'vix'),
      context('calm', 'mood', 'calm'),
      context('wild', 'mood', 'wild'),
    ];
    expect(valuesOf([...features, context('tested', 'tested'), context('text', 'mood')])).toEqual({
      ...{ vix: 17, calm: 1, wild: 0, tested: 1, text: null },
    });
  });

  test('reads the bars of sessions that had closed before', () => {
    const at = SESSIONS.indexOf('2025-02-04');
    const close = (i: number) => Number((100 + 3 * Math.sin(i)).toFixed(4));
    const values = valuesOf([bars('return', 5), bars('gap', 1), bars('range', 2), bars('volume_ratio', 4)]);
    expect(values['return_5']).toBeCloseTo(close(at) / close(at - 5) - 1, 9);
    expect(values['gap_1']).toBeCloseTo((close(at) - 0.5) / close(at - 1) - 1, 6);
    expect(values['range_2']).toBeCloseTo((3 / close(at) + 3 / close(at - 1)) / 2, 6);
    expect(values['volume_ratio_4']).toBeCloseTo((1000 + 10 * at) / (1000 + 10 * at - 15), 9);
    // numpy: numpy.std(numpy.diff(numpy.log(closes[-6:])), ddof=1)
    expect(valuesOf([bars('realised_volatility', 5)])['realised_volatility_5']).toBeCloseTo(
      0.019355850460736478,
      9,
    );
    expect(valuesOf([bars('return', 60)])).toEqual({ return_60: null });
  });

  test('knows the bar of the day itself only after its close', () => {
    const lastClose = (sent_at: string) => valuesOf([bars('return', 1)], { sent_at })['return_1'];
    const day = '2025-02-05';
    const before = [day, `${day}T15:00:00Z`, `${day}T21:00:00Z`].map(lastClose);
    expect(new Set(before).size).toBe(1);
    expect(lastClose(`${day}T21:00:01Z`)).not.toBe(before[0]);
  });

  test('reads the calendar; where only the day is known it knows no minutes', () => {
    const all = ['minutes_since_open', 'minutes_to_close', 'weekday', 'days_to_monthly_expiration'].map(
      calendar,
    );
    expect(valuesOf(all)).toEqual({
      ...{ minutes_since_open: 30, minutes_to_close: 360, weekday: 3, days_to_monthly_expiration: 16 },
    });
    expect(valuesOf(all, { sent_at: '2025-02-05' })).toMatchObject({ minutes_since_open: null, weekday: 3 });
    // Good Friday is the third Friday of April 2025.
    expect(valuesOf(all, { sent_at: '2025-04-14' })).toMatchObject({ days_to_monthly_expiration: 3 });
    expect(valuesOf(all, { sent_at: '2025-12-22' })).toMatchObject({ days_to_monthly_expiration: 25 });
  });

  test('reads days ahead, and none beyond sixty', () => {
    expect(valuesOf(['days_to_earnings', 'days_to_ex_dividend'].map(event))).toEqual({
      ...{ days_to_earnings: 15, days_to_ex_dividend: null },
    });
  });

  test('looks back on what was labelled strictly before: a bare date at its end', () => {
    const of = ['win_rate', 'mean_reward', 'decisions', 'divergence_rate'].map((name) => history(name, 3));
    expect(valuesOf([...of, history('days_since_last', 1)])).toEqual({
      win_rate_3: 2 / 3,
      mean_reward_3: (1 - 2 + 0.5) / 3,
      decisions_3: 3,
      divergence_rate_3: 1 / 3,
      days_since_last_1: 1,
    });
    expect(valuesOf([history('win_rate', 1)])).toEqual({ win_rate_1: 1 });
    expect(valuesOf([history('win_rate', 3)], { account: 'ira' })).toEqual({ win_rate_3: null });
    expect(valuesOf([history('decisions', 3, 'underlying')], { account: 'ira' })).toEqual({ decisions_3: 3 });
  });

  test('puts what is missing as the specification says, then clips', () => {
    const specification: FeatureSpecification = {
      ...defaultSpecification([]),
      features: [
        { name: 'spread', source: 'advice', of: 'spread', missing: 7, clip: [0, 5] },
        { name: 'dte', source: 'advice', of: 'dte', clip: [0, 10] },
      ],
    };
    const { values, missing } = featureValues(specification, { ...ADVICE, bid: null }, world());
    expect([...values]).toEqual([5, 10]);
    expect(missing).toEqual(['spread']);
  });

  test('is the same whatever comes after the advice: nothing looks ahead', () => {
    const specification = defaultSpecification([ADVICE.context]);
    const moment = fc
      .record({
        day: fc.constantFrom(...SESSIONS),
        minute: fc.integer({ min: 0, max: 24 * 60 - 1 }),
        bare: fc.boolean(),
      })
      .map(({ day, minute, bare }) =>
        bare
          ? day
          : new Date(Date.parse(`${day}T00:00:00Z`) + 60_000 * minute).toISOString().replace('.000Z', 'Z'),
      );
    const labelled = fc.array(
      fc.record({
        at: moment,
        label: fc.constantFrom<0 | 1 | null>(0, 1, null),
        reward: fc.double({ min: -3, max: 3, noNaN: true }),
        diverged: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    const property = fc.property(
      moment,
      labelled,
      fc.integer({ min: -4, max: 4 }),
      (sent_at, rows, shift) => {
        const known = rows.map(({ at, ...row }, i) => ({ ...past(`s${i}`, at), ...row }));
        const asked = sent_at.length === 10 ? Date.parse(instantAt(sent_at, '09:30')) : Date.parse(sent_at);
        const isBefore = ({ date }: VolumeBar) => Date.parse(instantAt(date, closeTime(date))) < asked;
        // In place of what comes after, something else, or nothing.
        const after = barsOf(
          sessionsBetween(addDays(sent_at.slice(0, 10), shift), '2025-03-10'),
          (i) => 500 + i,
        );
        const cut = BARS.filter(isBefore);
        const changed = [...cut, ...after.filter((bar) => !isBefore(bar))];
        const before = known.filter(({ labelled_at }) => knownAt(labelled_at) < asked);
        const other = { ...past('other', sent_at), label: 1 as const, reward: 3, diverged: true };
        const hashes = [
          world({ known }),
          world({ bars: cut, known: before }),
          world({ bars: changed, known: [...before, other] }),
        ].map((one) => featuresHash(featureValues(specification, { ...ADVICE, sent_at }, one).values));
        expect(new Set(hashes).size).toBe(1);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});

describe('featuresHash(values)', () => {
  test('is the hash of the doubles in the order of their bytes', () => {
    // python3: hashlib.sha256(struct.pack('<2d', 1.5, -2)).hexdigest()
    expect(featuresHash(Float64Array.of(1.5, -2))).toBe(
      'bd179027e5d89aea8ed4f7d630cbcad3cc35d3fb375cc9ef7aae3675a7b167cc',
    );
  });
});
