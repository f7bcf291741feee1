import { describe, expect, test } from '@jest/globals';
import { tradedAction } from './traded-action.js';

describe('tradedAction(actions)', () => {
  test.each([
    [['sell_to_open', 'sell_to_open'], 'sell_to_open'],
    [['buy_to_close', 'sell_to_open'], 'roll'],
    // Of a broker that has no labels.
    [['buy', 'sell'], 'roll'],
    [['buy_to_close', 'sell'], 'roll'],
    [['sell'], 'sell'],
    // What is not known of one fill is not said of the decision.
    [['sell_to_open', 'sell'], 'sell'],
    [['buy', 'buy_to_close'], 'buy'],
    [['sell_to_close', 'sell_to_open'], 'sell'],
    [['sell_to_open', 'buy_to_open'], 'sell_to_open'],
    [[], ''],
  ])('of %j is %s', (actions, action) => {
    expect(tradedAction(actions)).toBe(action);
  });
});
