import { describe, expect, test } from '@jest/globals';
import { adviceWindow, expirationToClose, isEmpty, isInWindow } from './advice-window.js';
import { tradingDateOf } from '../time/calendar.js';
import { checkRecord } from '../records/check-record.js';

function advice(fields: object) {
  const checked = checkRecord('recommendations', {
    recommendation_id: 'r1',
    sent_at: '2025-01-06T12:00:00Z',
    action: 'sell_to_open',
    underlying: 'SOFI',
    right: 'call',
    strike: 15,
    expiration: '2025-01-17',
    ...fields,
  });
  if (!checked.ok) throw new Error(checked.reason);
  return checked.record;
}

function answers(fields: object, at: string): boolean {
  return isInWindow(adviceWindow(advice(fields)), { at, trading_date: tradingDateOf(at) });
}

const MONDAY_7 = { sent_at: '2025-01-06T12:00:00Z' };
const MONDAY_AFTER_CLOSE = { sent_at: '2025-01-06T23:00:00Z' };
const FRIDAY_NOON = { sent_at: '2025-01-10T17:00:00Z' };

describe('adviceWindow(advice)', () => {
  test('of Monday 07:00 runs through Tuesday', () => {
    expect(adviceWindow(advice(MONDAY_7)).closes_on).toBe('2025-01-07');
    expect(answers(MONDAY_7, '2025-01-08T04:59:59Z')).toBe(true);
    expect(answers(MONDAY_7, '2025-01-08T04:59:59.999Z')).toBe(true);
    expect(answers(MONDAY_7, '2025-01-08T05:00:00Z')).toBe(false);
  });

  test('of Friday noon runs through Monday', () => {
    expect(adviceWindow(advice(FRIDAY_NOON)).closes_on).toBe('2025-01-13');
    expect(answers(FRIDAY_NOON, '2025-01-13T20:00:00Z')).toBe(true);
  });

  test('sent after the close belongs to the next session and runs through the one after it', () => {
    expect(adviceWindow(advice(MONDAY_AFTER_CLOSE))).toMatchObject({
      trading_date: '2025-01-07',
      closes_on: '2025-01-08',
    });
  });

  test('sent on a holiday belongs to the next session', () => {
    expect(adviceWindow(advice({ sent_at: '2025-01-09T15:00:00Z' }))).toMatchObject({
      trading_date: '2025-01-10',
      closes_on: '2025-01-13',
    });
  });

  test('opens at sent_at and not before', () => {
    expect(answers(MONDAY_7, '2025-01-06T12:00:00Z')).toBe(true);
    expect(answers(MONDAY_7, '2025-01-06T11:59:59Z')).toBe(false);
  });

  test('opens with the New York day of a bare sent_at', () => {
    expect(answers({ sent_at: '2025-01-06' }, '2025-01-06T05:00:00Z')).toBe(true);
    expect(answers({ sent_at: '2025-01-06' }, '2025-01-06T04:59:59Z')).toBe(false);
  });

  test('closes at valid_until and at withdrawn_at, both included', () => {
    for (const limit of ['valid_until', 'withdrawn_at']) {
      const limited = { ...MONDAY_7, [limit]: '2025-01-06T18:00:00Z' };
      expect(answers(limited, '2025-01-06T18:00:00Z')).toBe(true);
      expect(answers(limited, '2025-01-06T18:00:01Z')).toBe(false);
      expect(adviceWindow(advice(limited)).closes_on).toBe('2025-01-06');
    }
  });

  test('lasts to the end of the day of a bare valid_until', () => {
    const limited = { ...MONDAY_7, valid_until: '2025-01-06' };
    expect(answers(limited, '2025-01-07T04:59:59Z')).toBe(true);
    expect(answers(limited, '2025-01-07T05:00:00Z')).toBe(false);
  });

  test('closes with the day on which the contract to be closed expires', () => {
    const close = { sent_at: '2025-01-17T15:00:00Z', action: 'buy_to_close' };
    const roll = {
      ...close,
      action: 'roll',
      from_strike: 14,
      from_expiration: '2025-01-17',
      expiration: '2025-01-31',
    };
    const open = { ...close, action: 'sell_to_open', expiration: '2025-01-17' };
    expect(adviceWindow(advice(close)).closes_on).toBe('2025-01-17');
    expect(adviceWindow(advice(roll)).closes_on).toBe('2025-01-17');
    expect(adviceWindow(advice(open)).closes_on).toBe('2025-01-21');
  });
});

describe('expirationToClose(advice)', () => {
  test('is that of the contract to be closed, of a roll the one it closes; null where none is closed', () => {
    const roll = { action: 'roll', from_strike: 14, from_expiration: '2025-01-10' };
    expect(expirationToClose(advice(roll))).toBe('2025-01-10');
    expect(expirationToClose(advice({ action: 'sell_to_close' }))).toBe('2025-01-17');
    for (const action of ['sell_to_open', 'buy', 'hold'])
      expect(expirationToClose(advice({ action }))).toBeNull();
  });
});

describe('isInWindow(window, trade) of a trade with a bare date', () => {
  test('is true on the own day of the advice, at whatever time it was sent', () => {
    expect(answers({ sent_at: '2025-01-06T20:30:00Z' }, '2025-01-06')).toBe(true);
  });

  test('is true through the day on which the window closes', () => {
    expect(answers(MONDAY_7, '2025-01-07')).toBe(true);
    expect(answers(MONDAY_7, '2025-01-08')).toBe(false);
  });

  test('is false on the day before the trading date, also when the advice was sent that evening', () => {
    expect(answers(MONDAY_AFTER_CLOSE, '2025-01-06')).toBe(false);
    expect(answers(MONDAY_AFTER_CLOSE, '2025-01-07')).toBe(true);
  });

  test('is true on the day of valid_until', () => {
    expect(answers({ ...MONDAY_7, valid_until: '2025-01-06T14:00:00Z' }, '2025-01-06')).toBe(true);
    expect(answers({ ...MONDAY_7, valid_until: '2025-01-06T14:00:00Z' }, '2025-01-07')).toBe(false);
  });
});

describe('isEmpty(window)', () => {
  test('is true where the contract had expired before the next session', () => {
    const late = { action: 'buy_to_close', sent_at: '2025-01-17T22:00:00Z' };
    expect(isEmpty(adviceWindow(advice(late)))).toBe(true);
  });

  test('is true where the advice was withdrawn before it was sent', () => {
    expect(isEmpty(adviceWindow(advice({ withdrawn_at: '2025-01-06T11:00:00Z' })))).toBe(true);
  });

  test('is false for advice that lasts minutes, or the instant of its sending', () => {
    const instant = { sent_at: '2025-01-06T15:00:00Z', valid_until: '2025-01-06T15:00:00Z' };
    expect(isEmpty(adviceWindow(advice(instant)))).toBe(false);
    const brief = { sent_at: '2025-01-06T15:00:00Z', valid_until: '2025-01-06T15:05:00Z' };
    expect(isEmpty(adviceWindow(advice(brief)))).toBe(false);
  });
});
