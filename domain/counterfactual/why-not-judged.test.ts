import { describe, expect, test } from '@jest/globals';
import { whyNotJudged, type NotJudged } from './why-not-judged.js';

const NOTHING_TO_GO_BY: NotJudged = {
  action: 'sell_to_open',
  underlying: 'NIO',
  isPending: false,
  exclusion_reason: null,
  judged: true,
  judgedAdvice: 'r1',
  isStructure: false,
  trading_date: '2022-03-07',
  through: '2022-04-01',
  horizon: '2022-03-18',
  isWithoutPrice: true,
  lastBar: '2022-04-01',
  isOffScale: false,
  isSplit: false,
  hasBarOnHorizon: true,
};

describe('whyNotJudged(known)', () => {
  test.each<[Partial<NotJudged>, string]>([
    [{ isPending: true, lastBar: null }, 'it is pending'],
    [{ action: 'hold', lastBar: null }, 'advice to hold asks for no trade'],
    [{ judged: false, lastBar: null }, 'an episode is judged once, and this one by its advice r1'],
    [
      { judged: false, judgedAdvice: null, exclusion_reason: 'withdrawn' },
      'advice that is excluded (withdrawn) is not judged',
    ],
    [{ action: 'wait' }, 'advice to wait asks for no trade'],
    [{ judged: false, judgedAdvice: null }, 'advice that is excluded (superseded) is not judged'],
    [
      { through: '2022-03-07', isWithoutPrice: false, lastBar: '2022-03-07' },
      'what is to be compared has not ended by 2022-03-07',
    ],
    [{ isWithoutPrice: false, lastBar: null }, 'what is to be compared has not ended by 2022-04-01'],
    [{ isStructure: true, horizon: null }, 'advice with several legs is not judged yet'],
    [
      { through: null, isWithoutPrice: false },
      'outcomes are computed for no day: run "npx tradeloop outcomes"',
    ],
    [
      { through: '2022-03-04', isWithoutPrice: false },
      'outcomes are computed through 2022-03-04: run "npx tradeloop outcomes"',
    ],
    [
      { isWithoutPrice: false, horizon: null, lastBar: '2022-03-10' },
      'the bars of NIO end on 2022-03-10, before what was to be compared has ended',
    ],
    [{ isWithoutPrice: false, horizon: null }, 'what is to be compared has not ended by 2022-04-01'],
    [{ horizon: null }, 'the answer and its end were paid in several currencies'],
    [{ lastBar: null, hasBarOnHorizon: false }, 'there are no bars of NIO'],
    [{ isOffScale: true }, 'the bars of NIO are on another share count than the trades'],
    [{ isSplit: true }, 'NIO split between the advice and 2022-03-18'],
    [{ hasBarOnHorizon: false }, 'there is no bar of NIO for 2022-03-18'],
    [{}, 'no volatility gives the advised premium at the price of that day'],
  ])('%j: %s', (known, why) => {
    expect(whyNotJudged({ ...NOTHING_TO_GO_BY, ...known })).toBe(why);
  });
});
