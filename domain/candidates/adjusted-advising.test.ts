import { describe, expect, test } from '@jest/globals';
import { checkAdjustments, type Adjustments } from '../algorithm/adjustments.js';
import type { Json } from '../algorithm/canonical-json.js';
import { dailyBars } from '../market/daily-bars.js';
import { decimal, formatDecimal } from '../number/decimal.js';
import { checkRecord } from '../records/check-record.js';
import { sessionsBetween } from '../time/calendar.js';
import { adjustedAdvising } from './adjusted-advising.js';
import type { Piece } from './advice-piece.js';
import type { Ask, LoggedAnswer, Stretch } from './stretch.js';

const DAY = '2025-06-03';
const DAILY = dailyBars(
  sessionsBetween('2025-03-03', DAY).map((ts, i) => {
    const price = decimal(i % 2 === 0 ? 50 : 51);
    return {
      ts,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: null,
      adjusted: 'none' as const,
    };
  }),
  [],
);

function adjustments(raw: Json): Adjustments {
  const checked = checkAdjustments(raw);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}

function logged(
  fields: Readonly<Record<string, unknown>> = {},
  known: Partial<LoggedAnswer> = {},
): LoggedAnswer {
  const checked = checkRecord('recommendations', {
    ...{ recommendation_id: 'r', sent_at: `${DAY}T14:00:00Z`, account: 'main', algorithm_version: 'bot-7' },
    ...{ action: 'sell_to_open', underlying: 'SOFI', right: 'call', strike: 52, expiration: '2025-06-13' },
    ...{ quantity: 4, premium: 0.6, underlying_price: 50, ...fields },
  });
  if (!checked.ok) throw new Error(checked.reason);
  const said = { captured: null, earningsIn: null, regimes: [], held_side: 'short', ...known };
  return { ...checked.record, trading_date: DAY, ...said } as unknown as LoggedAnswer;
}

/** As text, the fields that matter. */
function given(advice: LoggedAnswer, is: Json, was: Json = {}) {
  const ask: Ask = { session: DAY, sent_at: advice.sent_at, logged: [advice], situation: null };
  const advising = adjustedAdvising(adjustments(is), {
    adjustmentsOf: () => adjustments(was),
    market: new Map([['SOFI', DAILY]]),
  });
  const piece = advising.pieceOn(ask, {} as Stretch);
  return piece && textOf(piece);
}

function textOf({ action, strike, expiration, quantity, premium }: Piece) {
  const text = (value: bigint | null) => value && formatDecimal(value);
  return [action, text(strike), expiration, text(quantity), text(premium)].join(' ');
}

const ROLL = { action: 'roll', from_strike: 49, from_expiration: '2025-06-06', premium: 0.3 };

describe('adjustedAdvising(adjustments)', () => {
  test('leaves advice as it is where it says nothing', () => {
    expect(given(logged(), {})).toBe('sell_to_open 52 2025-06-13 4 0.6');
    expect(given(logged({ action: 'hold' }), { strikeSteps: 2 })).toBe('hold 52 2025-06-13 4 0.6');
  });

  test('moves an open by listed strikes and to the nearest weekly expiration, at the price by its own implied volatility', () => {
    // 0.60 at 50 for the 52 call of ten days and no more: 40.2927 % a year; the others by that, computed apart.
    expect(given(logged(), { strikeSteps: 2 })).toBe('sell_to_open 54 2025-06-13 4 0.22');
    expect(given(logged(), { shiftDays: 7 })).toBe('sell_to_open 52 2025-06-20 4 0.98');
    expect(given(logged(), { shiftDays: -30 })).toBe('sell_to_open 52 2025-06-06 4 0.14');
    expect(given(logged({ expiration: '2025-06-27', premium: null }), { shiftDays: 7 })).toBe(
      'sell_to_open 52 2025-07-03 4 ',
    );
  });

  test('moves a roll by its own adjustments, its credit by what the opened contract costs more', () => {
    expect(given(logged(ROLL), { strikeSteps: 2, shiftDays: 7 })).toBe('roll 52 2025-06-13 4 0.3');
    // A credit of 0.30 implies 110.752 %.
    expect(given(logged(ROLL), { roll: { strikeSteps: 1 } })).toBe('roll 53 2025-06-13 4 -0.06');
    expect(given(logged(ROLL), { roll: { shiftDays: 7 } })).toBe('roll 52 2025-06-20 4 1.42');
  });

  test('counts from what the advice was given under', () => {
    expect(given(logged(), { strikeSteps: 2 }, { strikeSteps: 2 })).toBe('sell_to_open 52 2025-06-13 4 0.6');
    expect(given(logged(), { strikeSteps: 1 }, { strikeSteps: 3 })?.split(' ')[1]).toBe('50');
    expect(given(logged(), { quantityShare: 0.5 }, { quantityShare: 0.5 })).toBe(
      'sell_to_open 52 2025-06-13 4 0.6',
    );
  });

  test('waits, holds or is silent where it says so', () => {
    expect(given(logged(), { minimumPremium: 0.61 })?.split(' ')[0]).toBe('wait');
    expect(given(logged(), { minimumPremium: 0.6 })?.split(' ')[0]).toBe('sell_to_open');
    expect(given(logged(), { strikeSteps: 2, minimumPremium: 0.3 })?.split(' ')[0]).toBe('wait');
    expect(given(logged(), { quiet: { openWeekdays: [2] } })?.split(' ')[0]).toBe('wait');
    expect(
      given(logged({}, { earningsIn: 2 }), { quiet: { beforeEarningsSessions: 2 } })?.split(' ')[0],
    ).toBe('wait');
    expect(
      given(logged({}, { earningsIn: 3 }), { quiet: { beforeEarningsSessions: 2 } })?.split(' ')[0],
    ).toBe('sell_to_open');
    expect(given(logged(ROLL), { roll: { enabled: false } })).toBe('hold 49 2025-06-06 4 ');
    expect(given(logged(ROLL), { quiet: { rollWeekdays: [2] } })?.split(' ')[0]).toBe('hold');
    expect(
      given(logged({ action: 'buy_to_close', premium: 0.04 }), { minimumBuyBack: 0.05 })?.split(' ')[0],
    ).toBe('hold');
    expect(
      given(logged({ action: 'sell_to_close', premium: 0.04 }), { minimumBuyBack: 0.05 })?.split(' ')[0],
    ).toBe('sell_to_close');
    expect(given(logged(), { bySymbol: { SOFI: { advises: false } } })).toBeNull();
    expect(given(logged(), { bySymbol: { OTHER: { advises: false } } })).not.toBeNull();
  });

  test('closes a hold of which enough is earned, as far as the advice says how much', () => {
    const hold = { action: 'hold', premium: 0.1 };
    expect(given(logged(hold, { captured: 0.7 }), { profitTarget: 0.7 })?.split(' ')[0]).toBe('buy_to_close');
    expect(given(logged(hold, { captured: 0.69 }), { profitTarget: 0.7 })?.split(' ')[0]).toBe('hold');
    expect(given(logged(hold, { captured: null }), { profitTarget: 0.7 })?.split(' ')[0]).toBe('hold');
    expect(
      given(logged(hold, { captured: 0.9, held_side: 'long' }), { profitTarget: 0.7 })?.split(' ')[0],
    ).toBe('hold');
  });

  test('sells a share of the contracts, rounded down, at least one', () => {
    expect(given(logged({ quantity: 5 }), { quantityShare: 0.5 })?.split(' ')[3]).toBe('2');
    expect(given(logged({ quantity: 1 }), { quantityShare: 0.5 })?.split(' ')[3]).toBe('1');
  });

  test('takes of several that hold for the advice the last: its regimes in their order, then its underlying', () => {
    const by = {
      byRegime: [{ when: 'dte_middle', set: { strikeSteps: 1 } }],
      bySymbol: { SOFI: { shiftDays: 7 } },
    };
    expect(
      given(logged({}, { regimes: ['dte_middle'] }), by)
        ?.split(' ')
        .slice(1, 3),
    ).toEqual(['53', '2025-06-20']);
    expect(given(logged(), by)?.split(' ').slice(1, 3)).toEqual(['52', '2025-06-20']);
  });

  test('moves no structure: it waits or is made smaller', () => {
    const legs = [{ action: 'sell_to_open', right: 'call', strike: 52, expiration: '2025-06-13' }];
    const structure = logged({ legs });
    expect(given(structure, { strikeSteps: 2, quantityShare: 0.5 })).toBe('sell_to_open 52 2025-06-13 2 0.6');
    expect(given(structure, { quiet: { openWeekdays: [2] } })?.split(' ')[0]).toBe('wait');
  });
});
