import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { call, sessions, shares, swinging } from '../../test/covered-shares.js';
import { V3_3, type AlgorithmParameters } from '../algorithm/algorithm-parameters.js';
import { checkParameters } from '../algorithm/check-parameters.js';
import { withValue } from '../algorithm/parameter-path.js';
import { withoutDefaults } from '../algorithm/parameter-set.js';
import type { Json } from '../algorithm/canonical-json.js';
import { coverPositions } from '../algorithm/cover-positions.js';
import { advise } from '../algorithm/reference-algorithm.js';
import { viewBefore } from '../market/price-history.js';
import type { Position } from '../positions/positions.js';
import { referenceAdvising } from './reference-advising.js';
import type { Ask, Stretch } from './stretch.js';

const HISTORY = swinging(50);
const KNOWN = {
  earningsIn: 3,
  regimes: (days: number) => (days <= 7 ? (['dte_short'] as const) : (['dte_middle'] as const)),
};

/** A stretch of one session on what is held, with the advice of `advise` beside it. */
function stretchOf(positions: Position[], date: string): { stretch: Stretch; ask: Ask }[] {
  const [position] = coverPositions(positions);
  if (!position) return [];
  const { underlying, account } = position;
  const situation = { ...KNOWN, viewOf: (lookback: number) => viewBefore(HISTORY, date, lookback) };
  const ask = { session: date, sent_at: `${date}T13:00:00Z`, logged: [] };
  const open: Ask = { ...ask, situation: { ...situation, matter: { kind: 'shares', position } } };
  const held = position.calls.map((one): Ask => ({
    ...ask,
    situation: { ...situation, matter: { kind: 'call', call: one } },
  }));
  const close = {
    account,
    underlying,
    purpose: 'close' as const,
    contract: { right: 'call' as const, strike: null, expiration: null },
  };
  return [
    ...(position.coverable > 0n
      ? [
          {
            stretch: {
              subject: { account, underlying, purpose: 'open' as const, right: 'call' as const },
              place: '',
              asks: [open],
              trades: [],
            },
            ask: open,
          },
        ]
      : []),
    ...held.map((one) => ({ stretch: { subject: close, place: '', asks: [one], trades: [] }, ask: one })),
  ];
}

const FIELDS: Record<string, Json[]> = {
  strikeSteps: [0, 2, -1],
  minimumPremium: [0.1, 0.25, 0.6],
  profitTarget: [0.8, 0.5],
  minimumBuyBack: [0, 0.3],
  quantityShare: [1, 0.5],
  strikeDistance: [0.05, 0.02],
  advises: [true, false],
  dte: [
    { min: 7, max: 14 },
    { min: 14, max: 21 },
  ],
  'roll.dte': [null, { min: 14, max: 21 }],
  'roll.enabled': [true, false],
  'roll.strikeSteps': [0, 1],
  'roll.daysLeft': [1, 4],
  'quiet.openWeekdays': [[], [2]],
  'quiet.rollWeekdays': [[], [2]],
  'quiet.beforeEarningsSessions': [0, 5],
  'bySymbol.SOFI.strikeSteps': [null, 3],
  'bySymbol.SOFI.profitTarget': [null, 0.4],
  'bySymbol.OTHER.advises': [null, false],
  byRegime: [
    [],
    [{ when: 'dte_short', set: { roll: { enabled: false } } }],
    [{ when: 'dte_middle', set: { strikeSteps: 1 } }],
  ],
};

const parameters = fc
  .record(
    Object.fromEntries(Object.entries(FIELDS).map(([path, values]) => [path, fc.constantFrom(...values)])),
  )
  .map((chosen): AlgorithmParameters => {
    const made = Object.entries(chosen).reduce(
      (set, [path, value]) => withValue(set, path.split('.'), value ?? null),
      withoutDefaults(V3_3),
    );
    const checked = checkParameters(made);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    return checked.value;
  });

const positions = fc
  .tuple(fc.integer({ min: 45, max: 56 }), fc.integer({ min: 0, max: 12 }), fc.constantFrom(0.1, 0.6, 3))
  .map(([strike, days, premium]) => [
    { ...shares, quantity: 5n * shares.quantity },
    call(strike, sessions[42 + days] as string, premium),
  ]);
const DATE = sessions[42] as string;

describe('referenceAdvising(parameters)', () => {
  test('gives on each matter what the algorithm advises', () => {
    fc.assert(
      fc.property(parameters, positions, (given, held) => {
        const all = advise({
          date: DATE,
          positions: held,
          bars: new Map([['SOFI', HISTORY]]),
          parameters: given,
          known: () => KNOWN,
        });
        const asked = all.recommendations.map(
          ({ action, strike, expiration, from_strike, quantity, premium }) => ({
            action,
            strike,
            expiration,
            from_strike,
            quantity,
            premium,
          }),
        );
        const advising = referenceAdvising(given);
        const pieces = stretchOf(held, DATE).flatMap(
          ({ ask, stretch }) => advising.pieceOn(ask, stretch) ?? [],
        );
        expect(pieces).toMatchObject(asked);
        expect(pieces.length).toBe(asked.length);
      }),
    );
  });

  test('has one key for two versions on a matter only where they advise the same on it', () => {
    let [same, other] = [0, 0];
    fc.assert(
      fc.property(
        parameters,
        fc.constantFrom(...Object.keys(FIELDS)),
        fc.nat(2),
        positions,
        (given, path, at, held) => {
          const changed = checkParameters(
            withValue(withoutDefaults(given), path.split('.'), FIELDS[path]?.[at] ?? null),
          );
          if (!changed.ok) return;
          const [one, two] = [given, changed.value].map(referenceAdvising);
          for (const { ask, stretch } of stretchOf(held, DATE)) {
            const isOneKey = one?.keyOn(stretch.subject) === two?.keyOn(stretch.subject);
            if (isOneKey) same++;
            else other++;
            if (isOneKey) expect(two?.pieceOn(ask, stretch)).toEqual(one?.pieceOn(ask, stretch));
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(Math.min(same, other)).toBeGreaterThan(50);
  });

  test('gives nothing without enough bars', () => {
    const [first] = stretchOf([shares], sessions[3] as string);
    expect(first && referenceAdvising(V3_3).pieceOn(first.ask, first.stretch)).toBeNull();
  });
});
