import { describe, expect, test } from '@jest/globals';
import { exact } from '../../test/trade-examples.js';
import type { TradeAction } from '../records/records.js';
import { effectOf, isAsAsked, type Effect } from './trade-effect.js';

const fill = (action: TradeAction, closes?: number | null, quantity = 2) => ({
  action,
  quantity: exact(quantity) as bigint,
  ...(closes === undefined ? {} : { closes: exact(closes) }),
});

describe('effectOf(fills)', () => {
  test.each<[string, Parameters<typeof effectOf>[0], Effect]>([
    ['by the label that opens, whatever is said of it', [fill('sell_to_open', 2)], 'opens'],
    ['by the label that closes', [fill('buy_to_close')], 'closes'],
    ['of shares', [fill('buy')], 'unknown'],
    ['of an option that nothing is known of', [fill('buy', null)], 'unknown'],
    ['of none that closes', [fill('sell', 0)], 'opens'],
    ['of all that closes', [fill('sell', 2)], 'closes'],
    ['of some that closes', [fill('sell', 1)], 'reverses'],
    ['of fills that close all together', [fill('sell', 2), fill('sell', 1, 1)], 'closes'],
    ['of fills of which the later opens', [fill('sell', 2), fill('sell', 0)], 'reverses'],
    ['of fills of which only the later is known', [fill('sell', null), fill('sell', 0)], 'opens'],
  ])('%s', (_, fills, effect) => {
    expect(effectOf(fills)).toBe(effect);
  });
});

describe('isAsAsked(asked, trade)', () => {
  /** What of these actions is answered. */
  const answered = (action: TradeAction, effect: Effect) =>
    (['buy_to_open', 'buy_to_close', 'buy', 'sell_to_open', 'sell_to_close', 'sell'] as const).filter(
      (asked) => isAsAsked(asked, { action, effect }),
    );

  test.each<[TradeAction, Effect, TradeAction[]]>([
    ['buy_to_open', 'opens', ['buy_to_open', 'buy']],
    ['sell_to_close', 'closes', ['sell_to_close', 'sell']],
    ['buy', 'opens', ['buy_to_open', 'buy']],
    ['buy', 'closes', ['buy_to_close', 'buy']],
    ['sell', 'reverses', ['sell_to_open', 'sell_to_close', 'sell']],
    ['sell', 'unknown', ['sell_to_open', 'sell_to_close', 'sell']],
  ])('a %s that %s answers advice to %j', (action, effect, asked) => {
    expect(answered(action, effect)).toEqual(asked);
  });
});
