import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordJson } from './record-json.js';
import { checkRecord } from './check-record.js';

const amount = fc.bigInt({ min: 1n, max: 10n ** 25n });

describe('recordJson', () => {
  test('leaves out what is null and tells decimals as numbers', () => {
    const raw = { account: 'main', at: '2025-01-06', kind: 'dividend', amount: '12.50', note: 'x' };
    const checked = checkRecord('cash_flows', raw);
    expect(checked.ok && recordJson('cash_flows', checked.record)).toEqual({
      account: 'main',
      at: '2025-01-06',
      kind: 'dividend',
      amount: 12.5,
      currency: 'USD',
      extra: { note: 'x' },
    });
  });

  test('is read back by checkRecord as it was, decimals of any size included', () => {
    fc.assert(
      fc.property(amount, amount, fc.jsonValue(), (strike, premium, context) => {
        const raw = {
          recommendation_id: 'r',
          sent_at: '2025-01-06T14:00:00Z',
          action: 'sell_to_open',
          underlying: 'SOFI',
          right: 'call',
          strike: `0.${strike.toString().padStart(10, '0').slice(-10)}1`,
          expiration: '2025-01-17',
          premium: `${premium}.5`,
          context: { context },
          colour: 'red',
        };
        const checked = checkRecord('recommendations', raw);
        if (!checked.ok) return;
        const json = JSON.parse(JSON.stringify(recordJson('recommendations', checked.record))) as object;
        expect(checkRecord('recommendations', { ...json })).toEqual(checked);
      }),
    );
  });
});

describe('recordJson of what has no extra, lists and long decimals', () => {
  test('has lists and objects as such, a decimal that no number tells as text, and no extra where there was none', () => {
    const raw = {
      ...{ recommendation_id: 'r', sent_at: '2025-01-06', action: 'wait', underlying: 'SOFI' },
      ...{ alternatives: '[1, {"a": 2}]', context: { b: 1 }, premium: '12345678901.0000000001' },
    };
    const checked = checkRecord('recommendations', raw);
    expect(checked.ok && recordJson('recommendations', checked.record)).toEqual({
      ...{ recommendation_id: 'r', sent_at: '2025-01-06', action: 'wait', underlying: 'SOFI' },
      ...{ alternatives: [1, { a: 2 }], context: { b: 1 }, premium: '12345678901.0000000001', multiplier: 1 },
    });
  });
});
