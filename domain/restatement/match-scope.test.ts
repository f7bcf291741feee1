import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atMost, runs } from '../../test/runs.js';
import { advice, exact, execution } from '../../test/trade-examples.js';
import { matchUnderlying, type MatchedUnit } from '../matching/match.js';
import type { Match } from '../matching/match-row.js';
import { sessionsBetween } from '../time/calendar.js';
import { addDays, daysBetween, type IsoDate } from '../time/dates.js';
import { SECOND_SESSION_DAYS } from '../time/session-gaps.js';
import { disjoint, grown, growing, meets, REACH_DAYS, toRead, type Scope } from './match-scope.js';

/** Around the longest gap there is between sessions, and a season like any other. */
const SEASONS = [sessionsBetween('2001-08-01', '2001-10-31'), sessionsBetween('2025-01-02', '2025-03-28')];

interface Dealt {
  recommendations: ReturnType<typeof advice>[];
  executions: (ReturnType<typeof execution> & { closes: bigint | null })[];
}

/** Advice and trades of one underlying in few contracts on most days, so that units are long and dead pairs many. */
const HISTORY = fc.constantFrom(...SEASONS).chain((days) => {
  const when = (hours: readonly string[]) =>
    fc.tuple(fc.constantFrom(...days), fc.constantFrom(...hours)).map(([day, hour]) => `${day}${hour}`);
  const contract = fc.constantFrom(14, 15, 16).map((strike) => ({
    strike,
    expiration: addDays(days.at(-1) as IsoDate, 11),
  }));
  const asked = fc.record({
    contract,
    sent_at: when(['T14:00:00Z', 'T16:00:00Z', 'T22:00:00Z', '']),
    action: fc.constantFrom('sell_to_open', 'sell_to_open', 'buy_to_close', 'roll', 'hold', 'wait'),
    account: fc.constantFrom(null, 'main'),
  });
  const done = fc.record({
    contract,
    executed_at: when(['T15:00:00Z', 'T15:10:00Z', 'T18:00:00Z', 'T22:30:00Z', '']),
    action: fc.constantFrom(
      ...['sell_to_open', 'sell_to_open', 'buy_to_close', 'buy_to_close', 'assign'],
      ...['buy', 'sell'],
    ),
    quantity: fc.integer({ min: 1, max: 3 }),
    closes: fc.constantFrom(null, 0, 1),
  });
  const rolled = { from_strike: 14, from_expiration: addDays(days.at(-1) as IsoDate, 11) };
  return fc
    .tuple(
      fc.array(asked, { minLength: 20, maxLength: 80 }),
      fc.array(done, { minLength: 20, maxLength: 80 }),
    )
    .map(([advised, traded]): Dealt => ({
      recommendations: advised.map(({ contract: of, ...one }, i) =>
        advice({ ...one, ...of, ...(one.action === 'roll' ? rolled : {}), recommendation_id: `r${i}` }),
      ),
      executions: traded.map(({ contract: of, closes, ...one }, i) => ({
        ...execution({ ...one, ...of, execution_id: `e${i}`, price: one.action === 'assign' ? null : 0.4 }),
        closes: exact(closes),
      })),
    }));
});

function matched({ recommendations, executions }: Dealt): MatchedUnit[] {
  return matchUnderlying({
    underlying: 'SOFI',
    recommendations,
    executions,
    knownThrough: () => '2025-12-31',
  });
}

/** The history without a record, and the day of that record. */
function without(dealt: Dealt, which: number): { left: Dealt; day: IsoDate } {
  const count = dealt.recommendations.length;
  const place = which % (count + dealt.executions.length);
  const gone = place < count ? dealt.recommendations[place] : dealt.executions[place - count];
  return {
    left: {
      recommendations: dealt.recommendations.filter((one) => one !== gone),
      executions: dealt.executions.filter((one) => one !== gone),
    },
    day: (gone as { trading_date: IsoDate }).trading_date,
  };
}

function rows(units: readonly MatchedUnit[]): Map<string, Match> {
  return new Map(
    units
      .flatMap(({ matches }) => matches)
      .map((match) => [
        JSON.stringify(match, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
        match,
      ]),
  );
}

function within(dealt: Dealt, { from, to }: Scope): Dealt {
  const inside = ({ trading_date: day }: { trading_date: IsoDate }) => day >= from && day <= to;
  return {
    recommendations: dealt.recommendations.filter(inside),
    executions: dealt.executions.filter(inside),
  };
}

describe('growing(stale), toRead(growing) and grown(growing, units)', () => {
  test(
    'write whatever differs once a record is gone, and as all of the history has it',
    () => {
      fc.assert(
        fc.property(HISTORY, fc.nat(), (history, which) => {
          const { left, day } = without(history, which);
          const [before, all] = [matched(history), rows(matched(left))];
          let one = growing({ underlying: 'SOFI', from: day, to: day });
          for (;;) {
            const made = matched(within(left, toRead(one)));
            const stored = before.filter((unit) =>
              unit.matches.some((m) => meets({ from: m.trading_date, to: m.trading_date }, one.scope)),
            );
            const found = grown(one, { made, stored });
            if (found.kind === 'read farther') {
              one = { ...one, whole: found.whole };
              continue;
            }
            const isWritten = ({ trading_date: date }: Match) => meets({ from: date, to: date }, found.scope);
            const kept = [...rows(before)].filter(([, match]) => !isWritten(match));
            const written = [...rows(made)].filter(([, match]) => isWritten(match));
            const now = [...kept, ...written].map(([text]) => text).sort();
            expect(now).toEqual([...all.keys()].sort());
            return;
          }
        }),
        runs(60, { sharing: 1 }),
      );
    },
    atMost(60_000),
  );
});

describe('grown(growing, units)', () => {
  const [from, to] = ['2025-03-03', '2025-03-08'];
  const one = growing({ underlying: 'A', from, to });
  const { scope, whole } = one;
  const repeats = addDays(scope.to, SECOND_SESSION_DAYS);
  const unit = (first: IsoDate, last: IsoDate) => ({ from: first, to: last });
  const write = (first: IsoDate, last: IsoDate) => ({
    kind: 'write',
    scope: { underlying: 'A', from: first, to: last },
  });

  test('begins within reach of what is stale, and reads within reach of what is made right', () => {
    const around = (days: number) => ({
      underlying: 'A',
      from: addDays(from, -days),
      to: addDays(to, days),
    });
    expect(one).toEqual({ scope: around(REACH_DAYS), whole: around(REACH_DAYS + SECOND_SESSION_DAYS) });
    expect(toRead(one)).toEqual(around(2 * REACH_DAYS + SECOND_SESSION_DAYS));
  });

  test('writes the scope with the days of repeats, and with all of the units that have a day in it', () => {
    expect(grown(one, { made: [], stored: [] })).toEqual(write(scope.from, repeats));
    const [early, late] = [addDays(scope.from, -3), addDays(scope.to, 2)];
    for (const units of [{ made: [unit(early, scope.from)] }, { stored: [unit(early, scope.from)] }])
      expect(grown(one, { made: [], stored: [], ...units })).toEqual(write(early, repeats));
    expect(grown({ ...one, whole: toRead(one) }, { made: [unit(scope.to, late)], stored: [] })).toEqual(
      write(scope.from, addDays(late, SECOND_SESSION_DAYS)),
    );
    expect(grown(one, { made: [unit(early, addDays(scope.from, -1))], stored: [] })).toEqual(
      write(scope.from, repeats),
    );
  });

  test('writes where the units around reach to the end of what is made right, and reads half as far again beyond it', () => {
    const made = [unit(whole.from, scope.from), unit(repeats, whole.to)];
    expect(grown(one, { made, stored: [] })).toEqual(write(whole.from, repeats));
    const apart = unit(addDays(repeats, 1), addDays(whole.to, 30));
    expect(grown(one, { made: [apart], stored: [] })).toEqual(write(scope.from, repeats));
    const half = Math.floor(daysBetween(whole.from, whole.to) / 2);
    const farther = { underlying: 'A', from: addDays(whole.from, -half), to: addDays(whole.to, half) };
    for (const beyond of [unit(addDays(whole.from, -1), scope.from), unit(repeats, addDays(whole.to, 1))])
      expect(grown(one, { made: [beyond], stored: [] })).toEqual({ kind: 'read farther', whole: farther });
    const far = addDays(farther.to, 9);
    expect(grown(one, { made: [unit(repeats, far)], stored: [] })).toEqual({
      kind: 'read farther',
      whole: { ...farther, to: far },
    });
  });
});

describe('meets(a, b)', () => {
  test('is true of ranges with a day in common', () => {
    const range = (first: number, last: number) => ({ from: `2025-01-0${first}`, to: `2025-01-0${last}` });
    expect([meets(range(1, 3), range(3, 5)), meets(range(3, 5), range(1, 3))]).toEqual([true, true]);
    expect([meets(range(1, 2), range(3, 5)), meets(range(3, 5), range(1, 2))]).toEqual([false, false]);
  });
});

describe('disjoint(scopes)', () => {
  test('joins what is within reach of each other, by underlying', () => {
    const scope = (underlying: string, day: IsoDate) => ({ underlying, from: day, to: day });
    const near = addDays('2025-01-06', 2 * REACH_DAYS);
    expect(disjoint([scope('B', '2025-01-06'), scope('A', near), scope('A', '2025-01-06')])).toEqual([
      { underlying: 'A', from: '2025-01-06', to: near },
      scope('B', '2025-01-06'),
    ]);
    const apart = addDays(near, 1);
    const three = [scope('A', addDays(apart, 5)), scope('A', apart), scope('A', '2025-01-06')];
    expect(disjoint(three)).toEqual([
      scope('A', '2025-01-06'),
      { underlying: 'A', from: apart, to: addDays(apart, 5) },
    ]);
  });
});
