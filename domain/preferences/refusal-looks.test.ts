import { describe, expect, test } from '@jest/globals';
import { asked, dayOf, decidedWeeks, weekDecision } from '../../test/decided-weeks.js';
import type { IsoWeek } from '../time/iso-week.js';
import { firstWeekday, isAskedOn, THRESHOLDS, type DecidedWeek, type LeftOut } from './comparisons.js';
import { hypotheses, inRound, isDirection, type Registered } from './hypothesis.js';
import { whole } from '../pieces.js';
import { refusalLooks, type Refusing } from './refusal-looks.js';
import { advisedIn, type Rounds } from './rounds.js';
import {
  noRollTrack,
  rollTrack,
  thresholdTrack,
  underlyingTrack,
  weakest,
  weekdayTrack,
  withinUnderlyingsTrack,
  type Refusals,
  type RefusalTrack,
} from './tracks.js';
import type { DecisionAction, WeekDecision } from './week-decision.js';

const NAMES = ['SHUN', 'KEEP', 'ABEL', 'BAKER', 'CHARLIE'];
interface Person {
  /** Opens nothing below this premium. */
  floor?: number;
  /** Leaves openings, or rolls, of this weekday. */
  opensNotOn?: number;
  rollsNotOn?: number;
  shuns?: string;
  neverRolls?: string;
  /** Begins to refuse with this week. */
  from?: number;
  /** And what is of this action, at this premium where one is given, of one name. */
  also?: { underlying: string; action?: DecisionAction; premium?: number };
}

const PREMIUMS = [0.08, 0.28, 0.3, 0.6, null];

/**
 * What somebody decides: each week, of every name, openings at one premium or another, a roll and a closing, on any
 * weekday, so many times; later on by either of two versions.
 */
function decisionsOf(person: Person, { copies, seed: start }: { copies: number; seed: number }) {
  let seed = start;
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
  const actions = Array.from({ length: copies }, () => ['open', 'open', 'roll', 'close'] as const).flat();
  return (week: IsoWeek, at: number) =>
    NAMES.flatMap((underlying) =>
      actions.map((action) => {
        const [weekday, premium] = [1 + random(5), PREMIUMS[random(PREMIUMS.length)] as number | null];
        const isRefused =
          at >= (person.from ?? 0) &&
          ((action === 'open' && premium !== null && premium < (person.floor ?? 0)) ||
            (action === 'open' && weekday === person.opensNotOn) ||
            (action === 'roll' && (weekday === person.rollsNotOn || underlying === person.neverRolls)) ||
            underlying === person.shuns ||
            (underlying === person.also?.underlying &&
              action === (person.also.action ?? action) &&
              premium === (person.also.premium ?? premium)));
        // A few are left for no reason.
        const refused = isRefused || random(10) === 0;
        const asks = [asked(dayOf(week, weekday), { premium, answered: !refused, earningsIn: random(9) })];
        const versions = [at >= 15 && random(2) === 0 ? 'v3.4' : 'v3.3'];
        return weekDecision({ week, underlying, action, refused, asks, versions });
      }),
    );
}

const weeksOf = (person: Person, count = 30) =>
  decidedWeeks(count, decisionsOf(person, { copies: 1, seed: 23 }));

const PEOPLE: [string, Person][] = [
  ['nothing', {}],
  ['a floor', { floor: 0.1 }],
  ['a higher floor', { floor: 0.3 }],
  ['a floor from some week on', { floor: 0.1, from: 12 }],
  ['openings on Fridays', { opensNotOn: 5 }],
  ['rolls on Tuesdays', { rollsNotOn: 2 }],
  ['one name', { shuns: 'SHUN' }],
  ['one name from some week on', { shuns: 'SHUN', from: 14 }],
  ['rolls of one name', { neverRolls: 'KEEP' }],
  ['much', { floor: 0.1, opensNotOn: 5, rollsNotOn: 2, shuns: 'SHUN', neverRolls: 'KEEP', from: 6 }],
];

const REFUSALS = hypotheses(NAMES).filter(({ kind }) => !isDirection(kind));
const ONE: Rounds = { count: 1, of: () => 1 };
const TWO: Rounds = { count: 2, of: ({ versions }) => (versions.includes('v3.4') ? 2 : 1) };
const inOneRound = REFUSALS.map((hypothesis): Refusing => ({ hypothesis, rounds: ONE }));
const inTwoRounds = REFUSALS.flatMap((first): Refusing[] =>
  [1, 2].map((round) => ({ hypothesis: inRound(first, round), rounds: TWO })),
);

/** The same by what is left out of each look, each made anew. */
function expected(weeks: readonly DecidedWeek[], refusing: readonly Refusing[]): Map<string, Refusals> {
  const isOfRound = ({ hypothesis, rounds }: Refusing, decision: WeekDecision) =>
    rounds.of(advisedIn(decision)) === hypothesis.round;
  const look = (one: Refusing, track: RefusalTrack, isOut: LeftOut['isOut'], away = false) => {
    const { scope_kind, scope } = one.hypothesis;
    const isOther = (decision: WeekDecision) =>
      (scope_kind !== 'underlying' || decision.underlying === scope) && !isOfRound(one, decision);
    return track(weeks, { key: 'x', isOut: (decision) => isOut(decision) || isOther(decision), away });
  };
  const all = (one: Refusing) => {
    const { kind } = one.hypothesis;
    const whole = look(one, trackOf(one.hypothesis), () => false);
    if (kind !== 'premium_floor' && kind !== 'buy_back_floor') return whole;
    const byThemselves = look(one, withinUnderlyingsTrack(kind), () => false);
    return byThemselves.logE < Math.log(3) ? weakest(whole, byThemselves) : whole;
  };
  const evident = (kind: Registered['kind'], scope_kind: Registered['scope_kind'], look = all) =>
    refusing
      .filter(({ hypothesis }) => hypothesis.kind === kind && hypothesis.scope_kind === scope_kind)
      .map((one) => ({ one, ...look(one) }))
      .filter(({ logE }) => logE >= Math.log(20));
  const floors = evident('premium_floor', 'overall');
  const weekdays = evident('weekday_refusal', 'overall');
  const notRolled = evident('no_roll', 'underlying');

  const isBelow = (decision: WeekDecision) => {
    const premium = decision.asks[0]?.premium ?? Infinity;
    return (
      decision.action === 'open' &&
      floors.some(
        ({ one, cell }) =>
          premium < (THRESHOLDS.premium_floor.cells[cell] as number) && isOfRound(one, decision),
      )
    );
  };
  const isNotRolled = (decision: WeekDecision) =>
    decision.action === 'roll' &&
    notRolled.some(({ one }) => one.hypothesis.scope === decision.underlying && isOfRound(one, decision));
  const isOnDayOff = (decision: WeekDecision, isOn: (day: number) => boolean) =>
    weekdays.some(
      ({ one, cell }) =>
        one.hypothesis.action === decision.action && isOn(cell + 1) && isOfRound(one, decision),
    );
  const isExplained = (decision: WeekDecision) =>
    isBelow(decision) ||
    isNotRolled(decision) ||
    isOnDayOff(decision, (day) => firstWeekday(decision) === day);
  const ofUnderlying = (one: Refusing) => weakest(all(one), look(one, trackOf(one.hypothesis), isExplained));
  const shunned = evident('underlying_refusal', 'underlying', ofUnderlying);
  const isShunned = (decision: WeekDecision) =>
    shunned.some(({ one }) => one.hypothesis.scope === decision.underlying && isOfRound(one, decision));
  const isLeftRoll = (decision: WeekDecision) =>
    isNotRolled(decision) ||
    (decision.action === 'roll' && isOnDayOff(decision, (day) => isAskedOn(decision, day)));

  const whole = (one: Refusing): Refusals => {
    const { kind, scope_kind } = one.hypothesis;
    if (kind === 'underlying_refusal') return ofUnderlying(one);
    if (kind === 'early_exit') return all(one);
    if (kind === 'no_roll' && scope_kind === 'overall')
      return weakest(
        all(one),
        ...[1, 2, 3, 4, 5].map((day) =>
          look(one, rollTrack(), (decision) => isLeftRoll(decision) || firstWeekday(decision) === day),
        ),
      );
    return weakest(all(one), look(one, trackOf(one.hypothesis), isShunned, true));
  };
  return new Map(refusing.map((one) => [one.hypothesis.pattern_id, whole(one)]));
}

function trackOf({ kind, action, scope_kind, scope }: Registered): RefusalTrack {
  if (kind === 'weekday_refusal') return weekdayTrack(action as DecisionAction);
  if (kind === 'underlying_refusal') return underlyingTrack(scope);
  if (kind === 'no_roll') return scope_kind === 'underlying' ? noRollTrack(scope) : rollTrack();
  return thresholdTrack(kind as keyof typeof THRESHOLDS);
}

describe('refusalLooks()', () => {
  const looks = (weeks: readonly DecidedWeek[], refusing: readonly Refusing[], from = weeks.length) => {
    const look = refusalLooks();
    let last = whole(look(weeks.slice(0, from), refusing));
    for (let count = from + 1; count <= weeks.length; count++)
      last = whole(look(weeks.slice(0, count), refusing));
    return new Map(refusing.map(({ hypothesis }) => [hypothesis.pattern_id, last(hypothesis)]));
  };

  test.each(PEOPLE)(
    'of somebody who leaves %s judges each refusal without what others explain',
    (_, person) => {
      const weeks = weeksOf(person);
      for (const refusing of [inOneRound, inTwoRounds])
        expect(looks(weeks, refusing)).toEqual(expected(weeks, refusing));
    },
  );

  test.each(PEOPLE)('of somebody who leaves %s says the same whatever was looked at before', (_, person) => {
    const weeks = weeksOf(person);
    for (const refusing of [inOneRound, inTwoRounds])
      expect(looks(weeks, refusing, 1)).toEqual(looks(weeks, refusing));
  });

  test.each<[string, number, Person, Person, Person]>([
    [
      'another name',
      20,
      { also: { underlying: 'KEEP', action: 'open', premium: 0.08 } },
      ...([{ shuns: 'SHUN' }, { shuns: 'KEEP' }] as const),
    ],
    [
      'rolls of another name',
      20,
      { also: { underlying: 'KEEP', action: 'roll' } },
      ...([{ neverRolls: 'SHUN' }, { neverRolls: 'KEEP' }] as const),
    ],
    [
      'another floor',
      6,
      { also: { underlying: 'KEEP', action: 'open', premium: 0.28 } },
      ...([{ floor: 0.1 }, { floor: 0.3 }] as const),
    ],
  ])(
    'of a last week given again with %s left says the same as at once',
    (_, copies, before, first, second) => {
      const withLast = (person: Person) => {
        const last = decidedWeeks(9, decisionsOf(person, { copies, seed: 11 })).at(-1) as DecidedWeek;
        return [...weeksOf(before, 8), last];
      };
      const look = refusalLooks();
      whole(look(withLast(first), inOneRound));
      const again = whole(look(withLast(second), inOneRound));
      const found = new Map(inOneRound.map(({ hypothesis }) => [hypothesis.pattern_id, again(hypothesis)]));
      expect(found).toEqual(expected(withLast(second), inOneRound));
    },
  );

  test('finds what these people have, and no more', () => {
    const evident = (person: Person) => {
      const found = looks(weeksOf(person), inOneRound);
      return REFUSALS.filter(
        ({ pattern_id }) => (found.get(pattern_id) as Refusals).logE >= Math.log(20),
      ).map(({ kind, action, scope }) => [kind, action, scope].join(' ').trim());
    };
    const shunned = ['underlying_refusal any SHUN'];
    expect(PEOPLE.map(([, person]) => evident(person))).toEqual([
      [],
      ['premium_floor open'],
      ['premium_floor open'],
      ['premium_floor open'],
      ['weekday_refusal open'],
      ['weekday_refusal roll'],
      shunned,
      shunned,
      ['no_roll roll KEEP'],
      [
        ...['premium_floor open', 'weekday_refusal open', 'weekday_refusal roll'],
        ...[...shunned, 'no_roll roll KEEP'],
      ],
    ]);
  });

  test.each([
    ['who refuses the cheap underlyings is told of those, and of no floor', false],
    ['who refuses what is cheap for once is told of a floor, and of no underlying', true],
  ])('of somebody %s', (_, isOfPremium) => {
    const CHEAP = ['SHUN', 'KEEP'];
    const weeks = decidedWeeks(20, (week, at) =>
      NAMES.flatMap((underlying, i) =>
        [1, 2].map((weekday) => {
          // Cheap ones are below .1 three times of four.
          const premium = CHEAP.includes(underlying) && (3 * at + 5 * i + weekday) % 4 > 0 ? 0.08 : 0.3;
          const refused = isOfPremium ? premium < 0.1 : CHEAP.includes(underlying) && at % 9 > 0;
          const asks = [asked(dayOf(week, weekday), { premium, answered: !refused })];
          return weekDecision({ week, underlying, action: 'open', refused, asks });
        }),
      ),
    );
    const floor = REFUSALS.find(({ kind }) => kind === 'premium_floor') as Registered;
    const ofWeeks = expected(weeks, inOneRound);
    expect(looks(weeks, inOneRound)).toEqual(ofWeeks);
    const isEvident = ({ pattern_id }: Registered) =>
      (ofWeeks.get(pattern_id) as Refusals).logE >= Math.log(20);
    expect(isEvident(floor)).toBe(isOfPremium);
    const refused = REFUSALS.filter((one) => one.kind === 'underlying_refusal' && isEvident(one));
    expect(refused.map(({ scope }) => scope)).toEqual(isOfPremium ? [] : CHEAP);
  });
});
