import { describe, expect, test } from '@jest/globals';
import { asked, dayOf, decidedWeeks, weekDecision as decision } from '../../test/decided-weeks.js';
import { leanProcess } from '../evidence/lean-evidence.js';
import { signProcess } from '../evidence/sign-evidence.js';
import { cellProcess } from '../evidence/stratum-evidence.js';
import { decidedWeek, NOTHING_OUT, type DecidedWeek, type LeftOut } from './comparisons.js';
import {
  directionTrack,
  noRollTrack,
  rollTrack,
  rollTracks,
  thresholdTrack,
  underlyingTrack,
  underlyingTracks,
  weakest,
  weekdayTrack,
  type RefusalTrack,
} from './tracks.js';
import type { Placed } from './week-decision.js';

const without = (key: string, isOut: LeftOut['isOut']): LeftOut => ({ key, isOut, away: false });

/** Every week two openings and a roll of four names, of which SOFI is refused, and a hold of F that was not kept. */
const WEEKS = decidedWeeks(4, (week) =>
  ['SOFI', 'F', 'G', 'H'].flatMap((underlying, i) => {
    const asks = [asked(dayOf(week, 1 + i), { premium: 0.2 + i / 10 })];
    const one = { week, underlying, asks, refused: underlying === 'SOFI' };
    const actions = [{}, {}, { action: 'roll' }] as const;
    return [
      ...actions.map((given) => decision({ ...one, ...given })),
      ...(i === 1 ? [decision({ ...one, action: 'hold', refused: true })] : []),
    ];
  }),
);

/** ln E of one cell, by what is in each of four weeks: [decisions, refused, in the cell, refused in it]. */
function logOf(...strata: [number, number, number, number][]): number {
  const process = cellProcess(1);
  for (let week = 0; week < WEEKS.length; week++)
    for (const [decisions, refused, inCell, refusedInCell] of strata)
      process.add(0, { decisions, refused, inCell, refusedInCell });
  return process.log();
}

test('weakest(first, ...others) is the one with least evidence, of equal ones the first', () => {
  const [low, high, same] = [
    { logE: 1, cell: 0 },
    { logE: 2, cell: 1 },
    { logE: 1, cell: 2 },
  ];
  expect([weakest(high, low), weakest(low, high), weakest(low, same), weakest(high)]).toEqual([
    ...[low, low, low, high],
  ]);
});

describe('what the tracks compare', () => {
  const log = (track: RefusalTrack, out = NOTHING_OUT, weeks = WEEKS) => track(weeks, out).logE;
  const noF = without('no F', ({ underlying }) => underlying === 'F');

  test('of an underlying: its decisions beside all others, but holds', () => {
    expect(log(underlyingTrack('SOFI'))).toBeCloseTo(logOf([12, 3, 3, 3]), 10);
    expect(log(underlyingTrack('SOFI'), noF)).toBeCloseTo(logOf([9, 3, 3, 3]), 10);
    expect(log(underlyingTrack('F'), noF)).toBe(0);
  });

  test('of rolls of an underlying: beside all other rolls', () => {
    expect(log(noRollTrack('SOFI'))).toBeCloseTo(logOf([4, 1, 1, 1]), 10);
    expect(log(noRollTrack('SOFI'), noF)).toBeCloseTo(logOf([3, 1, 1, 1]), 10);
  });

  test('of all underlyings at once: the same of each', () => {
    const [all, rolls] = [underlyingTracks('underlying_refusal'), underlyingTracks('no_roll')];
    for (const out of [NOTHING_OUT, noF])
      for (const name of ['SOFI', 'F', 'G', 'no such']) {
        expect(all(WEEKS, out)(name)).toEqual(underlyingTrack(name)(WEEKS, out));
        expect(rolls(WEEKS, out)(name)).toEqual(noRollTrack(name)(WEEKS, out));
      }
  });

  test('of rolls: beside all that was first advised in the same session, without those of one weekday', () => {
    const oneSession = WEEKS.map(({ week, decisions }) =>
      decidedWeek(
        week,
        decisions.map((one) => ({
          ...one,
          asks: [asked(dayOf(week, one.underlying === 'H' ? 2 : 1))],
          refused: one.action === 'roll',
        })),
      ),
    );
    const isF = without('F', ({ underlying }) => underlying === 'F');
    expect(log(rollTrack(), NOTHING_OUT, oneSession)).toBeCloseTo(logOf([9, 3, 3, 3], [3, 1, 1, 1]), 10);
    const withoutDay = (weekday: number, out = NOTHING_OUT) => rollTracks()(oneSession, out)(weekday).logE;
    expect(withoutDay(2)).toBeCloseTo(logOf([9, 3, 3, 3]), 10);
    expect(withoutDay(1, isF)).toBeCloseTo(logOf([3, 1, 1, 1]), 10);
    expect(withoutDay(2, isF)).toBeCloseTo(logOf([6, 2, 2, 2]), 10);
  });

  test('of a floor: the cell of most weight', () => {
    // SOFI’s openings are at .20, those of F at .30.
    expect(thresholdTrack('premium_floor')(WEEKS, NOTHING_OUT).cell).toBe(4);
  });
});

test('weekdayTrack(action) names the weekday from Monday, 0, on', () => {
  const weeks = decidedWeeks(6, (week) =>
    [1, 2, 3, 4, 5].flatMap((weekday) => {
      const asks = [asked(dayOf(week, weekday), { answered: weekday !== 4 })];
      return Array.from({ length: 3 }, () => decision({ week, asks, refused: weekday === 4 }));
    }),
  );
  expect(weekdayTrack('open')(weeks, NOTHING_OUT).cell).toBe(3);
});

describe('a track that follows weeks', () => {
  const noG = without('no G', ({ underlying }) => underlying === 'G');
  const log = (track: RefusalTrack, weeks: readonly DecidedWeek[], out: LeftOut) => track(weeks, out).logE;
  const fresh = (weeks: readonly DecidedWeek[], out: LeftOut) => log(underlyingTrack('SOFI'), weeks, out);

  test('gives the same week by week as at once', () => {
    const track = underlyingTrack('SOFI');
    for (let count = 1; count <= WEEKS.length; count++) {
      const weeks = WEEKS.slice(0, count);
      expect(log(track, weeks, NOTHING_OUT)).toBe(fresh(weeks, NOTHING_OUT));
      // Asked again.
      expect(log(track, weeks, NOTHING_OUT)).toBe(fresh(weeks, NOTHING_OUT));
    }
  });

  test('counts the last week too', () => {
    const quiet = WEEKS.slice(0, 2).map((week) => ({ ...week, decisions: [], compared: [] }));
    const whole = Array.from({ length: 4 }, () => WEEKS[2] as DecidedWeek);
    expect(fresh([...quiet, WEEKS[2] as DecidedWeek], NOTHING_OUT)).toBe(
      fresh(whole.slice(0, 1), NOTHING_OUT),
    );
    expect(fresh(whole.slice(0, 1), NOTHING_OUT)).toBeGreaterThan(0.5);
  });

  test('takes the last week anew, which may have changed', () => {
    const track = underlyingTrack('SOFI');
    track(WEEKS.slice(0, 2), NOTHING_OUT);
    const changed = [WEEKS[0] as DecidedWeek, { ...(WEEKS[1] as DecidedWeek), decisions: [] }];
    expect(log(track, changed, NOTHING_OUT)).toBe(fresh(changed, NOTHING_OUT));
  });

  test('gives the same where what is left out changes to and fro, however often', () => {
    const track = underlyingTrack('SOFI');
    const names = ['SOFI', 'F', 'G', 'no such', 'nor such'];
    const outs = [
      NOTHING_OUT,
      ...names.map((name) => without(name, ({ underlying }) => underlying === name)),
    ];
    for (let count = 1; count <= WEEKS.length; count++)
      for (const out of [...outs, ...outs.slice(0, 2)]) {
        const weeks = WEEKS.slice(0, count);
        expect(log(track, weeks, out)).toBe(fresh(weeks, out));
      }
  });

  test('begins anew when something else is left out', () => {
    const track = underlyingTrack('SOFI');
    for (const out of [NOTHING_OUT, noG, NOTHING_OUT])
      for (const count of [2, 3]) {
        const weeks = WEEKS.slice(0, count);
        expect(log(track, weeks, out)).toBe(fresh(weeks, out));
      }
  });
});

describe('directionTrack(kind)', () => {
  /** Decisions of a week by its position, each changed by so many weeks. */
  const changed = (at: number, ...weeks: (number | null)[]): Placed[] =>
    weeks.map((by) => ({ at, decision: decision({ change: { weeks: by, strikes: 0, quantityRatio: 1 } }) }));

  test('counts what went up and down from the first week in scope on', () => {
    const [track, sign, lean] = [directionTrack('expiration_shift'), signProcess(), leanProcess()];
    expect(track(0, [])).toEqual({ logE: 0, logLean: 0, up: 0, down: 0 });
    expect(track(1, [])).toEqual({ logE: 0, logLean: 0, up: 0, down: 0 });
    sign.add(1, { up: 3, down: 1 });
    lean.add(1, 2);
    const first = { logE: sign.logBy(1), logLean: lean.logBy(1), up: 3, down: 1 };
    const inScope = changed(2, 1, 1, 2, -1, 0, null);
    // The last week is looked at again, first with less known of it.
    expect(track(2, inScope.slice(0, 2)).up).toBe(2);
    expect(track(2, inScope)).toEqual(first);
    expect(track(2, inScope)).toEqual(first);
    expect(track(3, inScope)).toEqual({ ...first, logE: sign.logBy(2), logLean: lean.logBy(2) });
    // The last of the first thirteen weeks, and the first of the next.
    sign.add(13, { up: 0, down: 2 });
    lean.add(13, -2);
    inScope.push(...changed(14, -1, -3));
    expect(track(14, inScope)).toEqual({ logE: sign.logBy(13), logLean: lean.logBy(13), up: 3, down: 3 });
    sign.add(14, { up: 0, down: 1 });
    lean.add(14, -1);
    inScope.push(...changed(15, -1));
    const last = { logE: sign.logBy(14), logLean: lean.logBy(14), up: 3, down: 4 };
    expect(track(15, inScope)).toEqual(last);
    // Looked at for the first time.
    expect(directionTrack('expiration_shift')(15, inScope)).toEqual(last);
  });

  test('counts a week in scope in which nothing went either way for its first', () => {
    const [track, sign] = [directionTrack('expiration_shift'), signProcess()];
    const inScope = changed(0, null, 0);
    track(0, inScope);
    sign.add(3, { up: 2, down: 0 });
    expect(track(2, [...inScope, ...changed(2, 1, 1)]).logE).toBe(sign.logBy(3));
  });
});
