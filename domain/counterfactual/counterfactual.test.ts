import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ATTRIBUTION_STEPS } from './attribution.js';
import { sessionsBetween } from '../time/calendar.js';
import { adviceParts, type AdvicePart } from './advice-parts.js';
import { viewOf, type View } from './advised-package.js';
import { counterfactual, NOT_JUDGED, verdictOf, type Counterfactual } from './counterfactual.js';
import { COMPARED, type CounterfactualCase } from './counterfactual-case.js';
import { markAtClose, MODEL, type PricedContract } from './counterfactual-model.js';
import { dailyBars } from '../market/daily-bars.js';
import { decimal, formatDecimal, sum, type Decimal } from '../number/decimal.js';
import type { Exit, Leg } from './package-value.js';
import { checkRecord } from '../records/check-record.js';

const MAY = '2024-05-17';
const JUNE = '2024-06-21';
const sessions = sessionsBetween('2024-03-01', '2024-06-28');

const UP_IN_MAY = { action: 'roll', from_strike: 100, from_expiration: MAY, strike: 105 };

/** 100 dollars with a ripple until 8 May, then the price that a test wants. */
function daily(later: number) {
  const stored = sessions.map((ts, i) => {
    const price = decimal(ts > '2024-05-08' ? later : i % 2 === 0 ? 100 : 101);
    return {
      ts,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: null,
      adjusted: 'none' as const,
    };
  });
  return dailyBars(stored, []);
}

function advice(fields: Readonly<Record<string, unknown>>): CounterfactualCase['advice'] {
  const checked = checkRecord('recommendations', {
    recommendation_id: 'a',
    sent_at: '2024-05-06',
    action: 'sell_to_open',
    underlying: 'AAPL',
    right: 'call',
    strike: 105,
    expiration: MAY,
    quantity: 1,
    premium: 1.2,
    ...fields,
  });
  if (!checked.ok) throw new Error(checked.reason);
  return { ...checked.record, trading_date: '2024-05-06' };
}

function contract(strike = 105, expiration = MAY): PricedContract {
  return { right: 'call', strike, expiration, multiplier: 100 };
}

function leg(quantity: number, price: number, more: Partial<Leg> = {}): Leg {
  return { contract: contract(), quantity, price, day: '2024-05-06', feesUsd: 0, halfSpread: null, ...more };
}

function exit(quantity: number, day: string, price: number | null, of = contract()): Exit {
  return { contract: of, quantity, day, price, feesUsd: 0 };
}

function tell(given: Partial<CounterfactualCase>): Counterfactual | undefined {
  return counterfactual({
    advice: advice({}),
    answers: [],
    exits: [],
    heldQuantity: null,
    daily: daily(100),
    lastBar: '2024-06-28',
    asOf: '2024-06-28',
    ...given,
  });
}

function told(given: Partial<CounterfactualCase>): Counterfactual {
  return tell(given) as Counterfactual;
}

function steps(row: Counterfactual): Record<string, number> {
  const named = ATTRIBUTION_STEPS.map((step) => [step, Number(formatDecimal(row[step] as Decimal))] as const);
  return Object.fromEntries(named.filter(([, dollars]) => dollars !== 0));
}

describe('counterfactual', () => {
  test('gives a call that was not sold its premium when it expires worthless: the algorithm was better', () => {
    const row = told({});
    expect(row).toMatchObject({ horizon: MAY, source: 'model', verdict: 'algorithm_better', human_pnl: 0n });
    expect([row.pnl_low, row.pnl_mid, row.pnl_high]).toEqual([decimal(114), decimal(120), decimal(126)]);
    expect(steps(row)).toEqual({ participation: -120 });
  });

  test('gives it the loss when the shares run away: the human was better', () => {
    const row = told({ daily: daily(110) });
    expect(row).toMatchObject({
      pnl_mid: decimal(-380),
      difference_mid: decimal(380),
      verdict: 'user_better',
    });
  });

  test('is neutral where the human did what was advised', () => {
    const row = told({ answers: [leg(-1, 1.18, { feesUsd: 0.65 })] });
    expect(row).toMatchObject({
      verdict: 'neutral',
      difference_mid: decimal(-2),
      human_pnl: decimal(117.35),
    });
    expect(steps(row)).toEqual({ execution: -2 });
  });

  test('keeps in place what the human did not close: a short call has its own result', () => {
    const row = told({ advice: advice({ action: 'buy_to_close', premium: 0.4 }), heldQuantity: 1 });
    expect(row).toMatchObject({ horizon: MAY, pnl_mid: 0n, human_pnl: decimal(40), verdict: 'user_better' });
    const tested = told({ advice: advice({ action: 'buy_to_close', premium: 0.4 }), daily: daily(110) });
    expect(tested).toMatchObject({ human_pnl: decimal(-460), verdict: 'algorithm_better' });
  });

  test('ends the comparison where the human later closed what was kept', () => {
    const row = told({
      advice: advice({ action: 'buy_to_close', premium: 0.4 }),
      exits: [exit(1, '2024-05-10', 0.1)],
    });
    expect(row).toMatchObject({ horizon: '2024-05-10', human_pnl: decimal(30) });
  });

  test('marks both on the earlier expiration, by the volatility that the premium implied', () => {
    const row = told({ answers: [leg(-1, 2.5, { contract: contract(105, JUNE) })] });
    expect(row.horizon).toBe(MAY);
    // What is left of the June call is worth something, which its seller has not earned yet.
    expect(row.human_pnl as Decimal).toBeLessThan(decimal(250));
    expect(row.human_pnl as Decimal).toBeGreaterThan(decimal(-250));
    expect(Object.keys(steps(row)).toSorted()).toEqual(['execution', 'expiration']);
  });

  test('marks the algorithm where the human bought back first', () => {
    const row = told({ answers: [leg(-1, 1.2)], exits: [exit(1, '2024-05-09', 0.3)] });
    expect(row).toMatchObject({ horizon: '2024-05-09', human_pnl: decimal(90) });
    expect(Object.keys(steps(row))).toEqual(['exit']);
  });

  test('settles an early assignment at the intrinsic value of that day', () => {
    const row = told({
      answers: [leg(-1, 1.2)],
      exits: [exit(1, '2024-05-14', null)],
      daily: daily(112),
    });
    expect(row).toMatchObject({ horizon: '2024-05-14', human_pnl: decimal(-580) });
  });

  test('values a roll that was refused as the contract that stayed', () => {
    const roll = advice({
      action: 'roll',
      expiration: JUNE,
      strike: 107,
      from_strike: 105,
      from_expiration: MAY,
      premium: 0.8,
    });
    const row = told({ advice: roll, heldQuantity: 1, exits: [exit(1, MAY, null)], daily: daily(103) });
    expect(row).toMatchObject({ horizon: MAY, source: 'model' });
    // The May call that stayed expired worthless: its worth on the day of the advice was earned.
    expect(row.human_pnl as Decimal).toBeGreaterThan(0n);
    expect(Object.keys(steps(row))).toEqual(['participation']);
  });

  test('values a long contract that was to be rolled and stayed as one that can only lose its worth', () => {
    const roll = advice({
      action: 'roll',
      expiration: JUNE,
      from_strike: 105,
      from_expiration: MAY,
      premium: -1,
    });
    const row = told({
      advice: { ...roll, held_side: 'long' },
      heldQuantity: 1,
      exits: [exit(-1, MAY, null)],
    });
    expect(row.human_pnl as Decimal).toBeLessThan(0n);
  });

  test('tells a roll done otherwise by what was otherwise', () => {
    const roll = advice({
      action: 'roll',
      expiration: JUNE,
      strike: 107,
      from_strike: 105,
      from_expiration: MAY,
      premium: 0.8,
    });
    const day = '2024-05-07';
    const row = told({
      advice: roll,
      answers: [leg(2, 1.1, { day }), leg(-2, 1.6, { contract: contract(110, JUNE), day })],
    });
    // The algorithm would have kept one of the two May calls.
    expect(row.horizon).toBe(MAY);
    expect(Object.keys(steps(row)).toSorted()).toEqual(['delay', 'execution', 'size', 'strike']);
  });

  test.each([
    ['a call at more than its share', { premium: 120 }],
    ['a call in the money at less than its intrinsic value', { strike: 90, premium: 3 }],
    ['a call at a price that a volatility of 400 % does not reach', { premium: 60 }],
    ['a call nearly at the money for nothing', { strike: 101, premium: 0.01 }],
    ['a roll up within one expiration, for a credit', { ...UP_IN_MAY, premium: 0.1 }],
  ])('is none where no volatility reaches the premium: %s', (_, fields) => {
    expect(told({ advice: advice(fields) })).toMatchObject({ source: 'none', pnl_mid: null });
  });

  test('takes the realised volatility where a premium says nothing of it: deep in the money, near its intrinsic value', () => {
    expect(told({ advice: advice({ strike: 60, premium: 41 }) })).toMatchObject({ source: 'model' });
  });

  test.each([
    [5, 'none'],
    [2000, 'none'],
    [90, 'model'],
    [112, 'model'],
  ])('of advice that saw the underlying at %d, with bars around 100, is %s', (underlying_price, source) => {
    expect(told({ advice: advice({ underlying_price, premium: null }) }).source).toBe(source);
  });

  test('is none where the bars are on another share count on any of the days compared', () => {
    const stretch = { from: null, misfit: '2024-05-01', ratio: null, shares: null, uncarried: null };
    const until = (day: string) => ({ ...daily(100), offScale: [{ ...stretch, until: day }] });
    expect(told({ daily: until('2024-05-07') })).toMatchObject({ source: 'none', pnl_mid: null });
    expect(told({ daily: until('2024-05-06') })).toMatchObject({ source: 'model' });
  });

  test('compares as much as was held where the advice names no quantity', () => {
    const row = told({
      advice: advice({ action: 'buy_to_close', premium: 0.4, quantity: null }),
      heldQuantity: 3,
    });
    expect(row.human_pnl).toBe(decimal(120));
  });

  test('marks shares after twenty sessions', () => {
    const row = told({
      advice: advice({
        action: 'buy',
        right: null,
        strike: null,
        expiration: null,
        quantity: 10,
        premium: 100,
      }),
      daily: daily(104),
    });
    expect(row).toMatchObject({ horizon: '2024-06-04', pnl_mid: decimal(40), verdict: 'algorithm_better' });
  });

  test('tells the difference without what the underlying itself did', () => {
    const shares = { action: 'buy', right: null, strike: null, expiration: null, quantity: 10, premium: 100 };
    const bought = told({ advice: advice({ ...shares, underlying_price: 100 }), daily: daily(104) });
    expect(bought).toMatchObject({ difference_mid: decimal(-40), difference_delta_hedged: 0n });
    // The call would have lost 380 as the shares rose by ten; its delta of about 0.3 explains 300 of that.
    const sold = told({ advice: advice({ underlying_price: 100 }), daily: daily(110) });
    expect(sold.difference_mid).toBe(decimal(380));
    expect(Math.abs(Number(formatDecimal(sold.difference_delta_hedged as Decimal)) - 80)).toBeLessThan(40);
  });

  test('has no row before its horizon, or before there are bars up to it', () => {
    expect(tell({ asOf: '2024-05-16' })).toBeUndefined();
    expect(tell({ lastBar: '2024-05-16' })).toBeUndefined();
  });

  test('is undetermined without bars, across a split and for structures of several legs', () => {
    const nothing = { source: 'none', verdict: 'undetermined', pnl_mid: null, human_pnl: null, fees: null };
    expect(tell({ daily: undefined, lastBar: null })).toMatchObject({ ...nothing, horizon: MAY });
    const split = { ...daily(100), splits: [{ date: '2024-05-13', ratio: decimal(4) }] };
    expect(tell({ daily: split })).toMatchObject(nothing);
    const spread = advice({
      right: null,
      strike: null,
      expiration: null,
      legs: [{ action: 'sell_to_open' }],
    });
    expect(tell({ advice: spread })).toMatchObject({ ...nothing, horizon: null });
  });

  test('takes the realised volatility where no premium implies one', () => {
    const row = told({ advice: advice({ premium: null }), exits: [], answers: [] });
    // A ripple of 1 % a day is 16 % a year: a call 5 % out of the money for eleven days is worth 5.4 cents a share.
    expect(row.pnl_mid).toBe(decimal(5.38));
  });

  test('adds its attribution up to the difference exactly, and keeps low ≤ mid ≤ high', () => {
    const dollars = (least: number, most: number) =>
      fc.integer({ min: least * 100, max: most * 100 }).map((c) => c / 100);
    const given = fc.record({
      action: fc.constantFrom('sell_to_open', 'buy_to_close', 'roll', 'buy_to_open'),
      premium: fc.option(dollars(0.1, 4)),
      quantity: fc.option(fc.integer({ min: 1, max: 9 })),
      later: dollars(80, 130),
      answers: fc.array(
        fc.record({
          quantity: fc.constantFrom(-3, -1, 1, 2),
          price: dollars(0.1, 5),
          strike: fc.constantFrom(100, 105, 110),
          expiration: fc.constantFrom(MAY, JUNE),
          day: fc.constantFrom('2024-05-06', '2024-05-07'),
          feesUsd: fc.constantFrom(0, 0.65),
        }),
        { maxLength: 3 },
      ),
      exitDay: fc.constantFrom('2024-05-09', '2024-05-31'),
      exitPrice: fc.option(dollars(0, 5)),
    });
    fc.assert(
      fc.property(given, ({ action, premium, quantity, later, answers, exitDay, exitPrice }) => {
        const from = action === 'roll' ? { from_strike: 100, from_expiration: MAY } : {};
        const row = told({
          advice: advice({ action, premium, quantity, ...from }),
          answers: answers.map(({ strike, expiration, ...rest }) => ({
            ...rest,
            contract: contract(strike, expiration),
            halfSpread: null,
          })),
          exits: [exit(1, exitDay, exitPrice), exit(-1, exitDay, exitPrice, contract(110, JUNE))],
          daily: daily(later),
        });
        if (row.source === 'none') return;
        expect(sum(ATTRIBUTION_STEPS.map((step) => row[step] as Decimal))).toBe(row.difference_mid);
        expect((row.human_pnl as Decimal) - (row.pnl_mid as Decimal)).toBe(row.difference_mid);
        for (const name of ['pnl', 'difference'] as const) {
          const [low, mid, high] = (['low', 'mid', 'high'] as const).map(
            (end) => row[`${name}_${end}`] as Decimal,
          );
          // Each end is rounded by itself, so the middle may be a cent beyond it.
          expect((mid as Decimal) - (low as Decimal)).toBeGreaterThanOrEqual(-decimal('0.01'));
          expect((high as Decimal) - (mid as Decimal)).toBeGreaterThanOrEqual(-decimal('0.01'));
        }
      }),
    );
  });
});

describe('verdictOf', () => {
  test.each([
    [-1, 1, 'neutral'],
    [-2, 2, 'neutral'],
    [3, 9, 'user_better'],
    [-9, -3, 'algorithm_better'],
    [1, 9, 'undetermined'],
    [-9, 9, 'undetermined'],
  ])('of [%d, %d] around a band of 2 is %s', (low, high, verdict) => {
    expect(verdictOf(decimal(low), decimal(high), decimal(2))).toBe(verdict);
  });
});

describe('counterfactual(given): at the edges of its days', () => {
  test('has its row on the day of the horizon, with the bars of that day', () => {
    expect(tell({ asOf: MAY })).toMatchObject({ horizon: MAY, source: 'model' });
    expect(tell({ lastBar: MAY })).toMatchObject({ horizon: MAY, source: 'model' });
  });

  test('has none for structures of several legs before the day of the advice, and one on it', () => {
    const spread = advice({
      right: null,
      strike: null,
      expiration: null,
      legs: [{ action: 'sell_to_open' }],
    });
    expect(tell({ advice: spread, asOf: '2024-05-05' })).toBeUndefined();
    expect(tell({ advice: spread, asOf: '2024-05-06' })).toMatchObject({ source: 'none' });
  });

  test.each([
    ['2024-05-06', 'model'],
    ['2024-05-07', 'none'],
    [MAY, 'none'],
    ['2024-05-20', 'model'],
  ])('of a split on %s is by %s', (date, source) => {
    expect(tell({ daily: { ...daily(100), splits: [{ date, ratio: decimal(4) }] } })).toMatchObject({
      source,
    });
  });

  test('does not know what came after the horizon', () => {
    const answers = [leg(-1, 2.5, { contract: contract(105, JUNE) })];
    const later = told({ answers, exits: [exit(1, '2024-05-20', 0.01, contract(105, JUNE))] });
    expect(later).toEqual(told({ answers }));
    expect(told({ answers, exits: [exit(1, MAY, 0.01, contract(105, JUNE))] })).not.toEqual(later);
  });
});

describe('counterfactual(given): spreads and the band', () => {
  test.each([
    [{ bid: 1.1, ask: 1.3 }, 10],
    [{ bid: 1.2, ask: 1.2 }, 0],
    [{ bid: 1.3, ask: 1.1 }, 6],
    [{ bid: 1.1 }, 6],
    [{}, 6],
  ])('with %j what was advised is known to %i dollars', (quote, dollars) => {
    const row = told({ advice: advice(quote) });
    expect([row.pnl_low, row.pnl_high]).toEqual([decimal(120 - dollars), decimal(120 + dollars)]);
  });

  // The model's half spread of a call at 1.20 is 6 cents a share: the advised trade is known to 6 dollars, and the band
  // is 12 and the fees.
  test.each([
    [1.26, 0, 'neutral'],
    [1.27, 0, 'undetermined'],
    [1.14, 0, 'neutral'],
    [1.13, 0, 'undetermined'],
    [1.13, 0.5, 'neutral'],
    [1.12, 0.5, 'undetermined'],
    [1.41, 0, 'user_better'],
    [1.01, 0, 'algorithm_better'],
  ])('a fill at %d with fees of %d a side is %s', (price, feesUsd, verdict) => {
    expect(told({ answers: [leg(-1, price, { feesUsd })] }).verdict).toBe(verdict);
  });

  test.each([
    [0.7, 'neutral'],
    [0.69, 'undetermined'],
  ])(
    'a roll advised for 0.80 with its own bid and ask of 0.70 and 0.90, done for %d, is %s',
    (net, verdict) => {
      const roll = advice({
        ...{ action: 'roll', expiration: JUNE, strike: 107, from_strike: 105, from_expiration: MAY },
        ...{ premium: 0.8, bid: 0.7, ask: 0.9 },
      });
      const answers = [leg(1, 1), leg(-1, 1 + net, { contract: contract(107, JUNE) })];
      expect(told({ advice: roll, answers, heldQuantity: 1 }).verdict).toBe(verdict);
    },
  );
});

describe('verdictOf(low, high, band) at its edges', () => {
  test.each([
    [-1, 1, 1, 'neutral'],
    [1, 2, 1, 'undetermined'],
    [1.01, 2, 1, 'user_better'],
    [-2, -1, 1, 'undetermined'],
    [-2, -1.01, 1, 'algorithm_better'],
    [-2, 0, 1, 'undetermined'],
    [-2, 2, 1, 'undetermined'],
  ])('of %d to %d in a band of %d is %s', (low, high, band, verdict) => {
    expect(verdictOf(decimal(low), decimal(high), decimal(band))).toBe(verdict);
  });
});

describe('counterfactual(given): what the interval allows for', () => {
  const quoted = advice({ bid: 1.2, ask: 1.2 });

  test('volatility a third too low and too high, with interest and without', () => {
    const [june, given] = [contract(105, JUNE), { advice: quoted, daily: daily(100) }];
    const seen = viewOf(given as CounterfactualCase, adviceParts(quoted) as AdvicePart[]) as View;
    const left = (rate: number, volatility: number) =>
      100 * markAtClose(june, MAY, { price: 100, volatility, rate });
    const [few, many] = [1 - 0.35, 1 + 0.35].map((error) => [
      left(MODEL.rate, seen.volatility * error),
      left(0, seen.withoutInterest * error),
    ]) as [number[], number[]];
    // Sold for 250 instead of 120 that were earned in full; what the June call is still worth has to be paid.
    const row = told({ advice: quoted, answers: [leg(-1, 2.5, { contract: june })] });
    const ends = [row.difference_low, row.difference_high].map((end) =>
      Number(formatDecimal(end as Decimal)),
    );
    expect(ends).toEqual([
      expect.closeTo(130 - Math.max(...many), 1),
      expect.closeTo(130 - Math.min(...few), 1),
    ]);
  });

  // Nothing separates bid and ask of the advice: what the human's own trade costs is the band, here 5 % of the price.
  test.each([
    [1.1, 'neutral'],
    [1.09, 'algorithm_better'],
  ])('the spread of the human’s own trade: of a call sold at %d it is %s', (price, verdict) => {
    expect(told({ advice: quoted, answers: [leg(-1, price)] }).verdict).toBe(verdict);
  });

  test.each([
    [0.64, 'neutral'],
    [0.63, 'algorithm_better'],
  ])('of a roll of the human’s one spread, that of the wider leg: for %d it is %s', (net, verdict) => {
    const roll = advice({
      ...{ action: 'roll', expiration: JUNE, strike: 107, from_strike: 105, from_expiration: MAY },
      ...{ premium: 0.8, bid: 0.8, ask: 0.8 },
    });
    const answers = [leg(1, 1), leg(-1, 1 + net, { contract: contract(107, JUNE) })];
    expect(told({ advice: roll, answers, heldQuantity: 1 }).verdict).toBe(verdict);
  });
});

describe('counterfactual(given): where bars are missing', () => {
  const without = (from: string, to: string) => {
    return dailyBars(
      sessions
        .filter((day) => day < from || day > to)
        .map((ts) => {
          const price = decimal(ts > '2024-05-08' ? 110 : 100);
          return {
            ...{ ts, open: price, high: price, low: price, close: price },
            volume: null,
            adjusted: 'none' as const,
          };
        }),
      [],
    );
  };
  const SHARES = { right: null, strike: 0, expiration: '', multiplier: 1 };
  const bought = leg(10, 110, { contract: SHARES, day: '2024-05-09' });
  const toBuy = advice({
    ...{ action: 'buy', right: null, strike: null, expiration: null },
    ...{ quantity: 10, premium: 100, underlying_price: 100 },
  });

  test('on the horizon, there is nothing to go by', () => {
    expect(tell({ daily: without('2024-05-09', '2024-05-31') })).toMatchObject({
      horizon: MAY,
      source: 'none',
    });
  });

  test('takes the underlying of a later trade from the day of that trade', () => {
    // Who bought at 110 what stayed there has nothing of the move that the advice would have had.
    const row = told({ advice: toBuy, answers: [bought], daily: daily(110) });
    expect(row).toMatchObject({ difference_mid: decimal(-100), difference_delta_hedged: 0n });
  });

  test('takes it from the advice where no bar is near', () => {
    const row = told({ advice: toBuy, answers: [bought], daily: without('2024-05-01', '2024-05-31') });
    expect(row).toMatchObject({ difference_mid: decimal(-100), difference_delta_hedged: decimal(-100) });
  });
});

describe('NOT_JUDGED', () => {
  test('names no day, no source and no amount', () => {
    const { source, verdict, ...amounts } = NOT_JUDGED;
    expect({ source, verdict }).toEqual({ source: 'none', verdict: 'undetermined' });
    expect(Object.keys(amounts).length).toBe(9 + ATTRIBUTION_STEPS.length);
    expect(new Set(Object.values(amounts))).toEqual(new Set([null]));
  });
});

describe('COMPARED', () => {
  test('is all of advice that a counterfactual is made from, beside its day and the side that was held', () => {
    const sources: string[] = [];
    for (const whole of [
      advice({ bid: 1.1, ask: 1.3, underlying_price: 100, multiplier: 10, quantity: 2 }),
      advice({ ...UP_IN_MAY, premium: -2 }),
      advice({ ...UP_IN_MAY, from_right: 'put', premium: 0.2 }),
      advice({ ...UP_IN_MAY, legs: [{ action: 'sell_to_close' }] }),
    ]) {
      const named = Object.fromEntries(COMPARED.map((name) => [name, whole[name]]));
      const some = { ...named, trading_date: whole.trading_date } as unknown as typeof whole;
      expect(tell({ advice: some, heldQuantity: -1 })).toEqual(tell({ advice: whole, heldQuantity: -1 }));
      sources.push(told({ advice: some, heldQuantity: -1 }).source);
    }
    expect(sources).toEqual(['model', 'model', 'none', 'model']);
  });
});
