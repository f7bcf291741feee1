import { isAskedOn, firstWeekday, measureOf, NOTHING_OUT, THRESHOLDS } from './comparisons.js';
import type { DecidedWeek, LeftOut } from './comparisons.js';
import { mapInPieces, ONE_BY_ONE, type Pieces } from '../pieces.js';
import type { Registered } from './hypothesis.js';
import { advisedIn, type Rounds } from './rounds.js';
import {
  noRollTrack,
  rollTrack,
  rollTracks,
  thresholdTrack,
  underlyingTrack,
  underlyingTracks,
  weakest,
  WEEKDAYS,
  weekdayTrack,
  withinUnderlyingsTrack,
  type Refusals,
  type RefusalTrack,
  type RefusalTracks,
} from './tracks.js';
import type { DecisionAction, WeekDecision } from './week-decision.js';

/** ln of the e-value from which on one pattern explains what another would say. */
const LOG_EXPLAINS = Math.log(20);

/** ln of the e-value below which nothing leans a pattern's way. */
const LOG_LEANS = Math.log(3);

/** A hypothesis of a refusal in one of its rounds. */
export interface Refusing {
  hypothesis: Registered;
  rounds: Rounds;
}

/** Looks at all refusals of a Saturday: of these hypotheses, of which there may be more from Saturday to Saturday. */
export type RefusalLooks = (
  weeks: readonly DecidedWeek[],
  refusing: readonly Refusing[],
) => Pieces<(hypothesis: Registered) => Refusals>;

/**
 * All refusals are looked at together, since what one explains another must not say again: an underlying's is judged
 * without what floors, weekdays and its rolls explain; floors, earnings and weekdays without the underlyings that are
 * refused themselves and without away days; floors within each underlying by itself as well, as long as little there
 * leans to one, since who refuses cheap underlyings refuses low premiums; rolls of one without what is refused whole;
 * rolls overall without the underlyings that are not rolled and, of a weekday on which rolls are left, without what was
 * asked for on it.
 */
export function refusalLooks(): RefusalLooks {
  const tracks = new Map<string, RefusalTrack>();
  const track = ({ pattern_id }: Registered, part: string, make: () => RefusalTrack): RefusalTrack => {
    const key = `${pattern_id} ${part}`;
    const known = tracks.get(key) ?? make();
    tracks.set(key, known);
    return known;
  };

  const [ofUnderlying, ofUnderlyingRolls] = [
    underlyingTracks('underlying_refusal'),
    underlyingTracks('no_roll'),
  ];
  const rolls = new Map<string, RefusalTracks<number>>();
  const rollsOf = ({ pattern_id }: Registered) => {
    const known = rolls.get(pattern_id) ?? rollTracks();
    rolls.set(pattern_id, known);
    return known;
  };

  return function* (weeks, refusing) {
    const look = ({ hypothesis, rounds }: Refusing, part: string, out: LeftOut): Refusals => {
      const { kind, scope_kind, scope } = hypothesis;
      // In one round all are compared with the same: their strata are counted together.
      if (rounds.count === 1 && scope_kind === 'underlying')
        return (kind === 'no_roll' ? ofUnderlyingRolls : ofUnderlying)(weeks, out)(scope);
      return track(hypothesis, part, () => trackOf(hypothesis))(weeks, ofRound({ hypothesis, rounds }, out));
    };
    const lookAtAll = (one: Refusing): Refusals => {
      const { kind } = one.hypothesis;
      const all = look(one, 'all', NOTHING_OUT);
      if (kind !== 'premium_floor' && kind !== 'buy_back_floor') return all;
      const within = track(one.hypothesis, 'within', () => withinUnderlyingsTrack(kind));
      const byThemselves = within(weeks, ofRound(one, NOTHING_OUT));
      return byThemselves.logE < LOG_LEANS ? weakest(all, byThemselves) : all;
    };
    const onAll = new Map(
      yield* mapInPieces(refusing, (one): [Refusing, Refusals] => [one, lookAtAll(one)], ONE_BY_ONE),
    );
    const seen = explainers([...onAll]);

    const explained = seen.explained();
    const ofUnderlyings = new Map(
      yield* mapInPieces(
        refusing.filter(({ hypothesis }) => hypothesis.kind === 'underlying_refusal'),
        (one): [Refusing, Refusals] => {
          const all = onAll.get(one) as Refusals;
          return [one, explained === NOTHING_OUT ? all : weakest(all, look(one, 'rest', explained))];
        },
        ONE_BY_ONE,
      ),
    );
    const apart = explainers([...ofUnderlyings]).shunned();
    const rolled = seen.rolled();

    const results = new Map(
      yield* mapInPieces(
        refusing,
        (one): [string, Refusals] => {
          const { kind, scope_kind, pattern_id } = one.hypothesis;
          const all = onAll.get(one) as Refusals;
          switch (kind) {
            case 'premium_floor':
            case 'buy_back_floor':
            case 'earnings_quiet':
            case 'weekday_refusal':
              return [pattern_id, weakest(all, look(one, 'rest', apart))];
            case 'underlying_refusal':
              return [pattern_id, ofUnderlyings.get(one) as Refusals];
            case 'no_roll': {
              if (scope_kind === 'underlying') return [pattern_id, weakest(all, look(one, 'rest', apart))];
              const without = rollsOf(one.hypothesis)(weeks, ofRound(one, rolled));
              return [pattern_id, weakest(all, ...WEEKDAYS.map(without))];
            }
            default:
              return [pattern_id, all];
          }
        },
        ONE_BY_ONE,
      ),
    );
    return ({ pattern_id }) => results.get(pattern_id) as Refusals;
  };
}

function trackOf({ kind, action, scope_kind, scope }: Registered): RefusalTrack {
  switch (kind) {
    case 'premium_floor':
    case 'buy_back_floor':
    case 'earnings_quiet':
    case 'early_exit':
      return thresholdTrack(kind);
    case 'weekday_refusal':
      return weekdayTrack(action as DecisionAction);
    case 'underlying_refusal':
      return underlyingTrack(scope);
    case 'no_roll':
      return scope_kind === 'underlying' ? noRollTrack(scope) : rollTrack();
    default:
      throw new RangeError(`no refusal: ${kind}`);
  }
}

/** What is left out, and with it decisions of other rounds: of an underlying its own only, all others are compared. */
function ofRound({ hypothesis, rounds }: Refusing, out: LeftOut): LeftOut {
  if (rounds.count === 1) return out;
  const isOwn = (decision: WeekDecision) =>
    hypothesis.scope_kind !== 'underlying' || decision.underlying === hypothesis.scope;
  return {
    ...out,
    isOut: (decision) =>
      out.isOut(decision) || (isOwn(decision) && rounds.of(advisedIn(decision)) !== hypothesis.round),
  };
}

/** What the evident ones of some refusals explain, each of the decisions of its round. */
function explainers(looks: readonly (readonly [Refusing, Refusals])[]) {
  const evident = looks.filter(([, { logE }]) => logE >= LOG_EXPLAINS);
  const of = (kind: Registered['kind'], scope_kind: Registered['scope_kind'], action?: DecisionAction) =>
    evident.filter(
      ([{ hypothesis }]) =>
        hypothesis.kind === kind &&
        hypothesis.scope_kind === scope_kind &&
        (action === undefined || hypothesis.action === action),
    );
  const isOfRound = ([{ hypothesis, rounds }]: (typeof evident)[number], decision: WeekDecision) =>
    rounds.count === 1 || rounds.of(advisedIn(decision)) === hypothesis.round;
  const isOn = (all: typeof evident) => (decision: WeekDecision) =>
    all.some((one) => one[0].hypothesis.scope === decision.underlying && isOfRound(one, decision));

  const floors = of('premium_floor', 'overall').map(
    (one) => [one, THRESHOLDS.premium_floor.cells[one[1].cell] ?? 0] as const,
  );
  const weekdays = (['open', 'roll'] as const).flatMap((action) =>
    of('weekday_refusal', 'overall', action).map((one) => [one, one[1].cell + 1] as const),
  );
  const notRolled = of('no_roll', 'underlying');
  const refused = of('underlying_refusal', 'underlying');
  const names = (all: typeof evident) =>
    all.map(([{ hypothesis }]) => [hypothesis.scope, hypothesis.round] as const);
  const values = (all: readonly (readonly [(typeof evident)[number], number])[]) =>
    all.map(([[{ hypothesis }], value]) => [hypothesis.action, hypothesis.round, value] as const);

  const isBelow = (decision: WeekDecision) => {
    if (floors.length === 0 || decision.action !== 'open') return false;
    const premium = measureOf(decision, 'premium', new Set());
    return premium !== null && floors.some(([one, least]) => premium < least && isOfRound(one, decision));
  };
  const isOff = (decision: WeekDecision, isOnDay: (day: number) => boolean) =>
    weekdays.some(
      ([one, day]) =>
        one[0].hypothesis.action === decision.action && isOnDay(day) && isOfRound(one, decision),
    );

  return {
    /** What a floor, a weekday or rolls left undone explain: no evidence that an underlying is refused. */
    explained: (): LeftOut =>
      floors.length + weekdays.length + notRolled.length === 0
        ? NOTHING_OUT
        : {
            key: JSON.stringify([values(floors), values(weekdays), names(notRolled)]),
            isOut: (decision) =>
              isBelow(decision) ||
              isOff(decision, (day) => firstWeekday(decision) === day) ||
              (decision.action === 'roll' && isOn(notRolled)(decision)),
            away: false,
          },
    /** The underlyings that are refused themselves, and away days. */
    shunned: (): LeftOut => ({ key: JSON.stringify(names(refused)), isOut: isOn(refused), away: true }),
    /** Rolls of underlyings that are not rolled, and those asked for on a weekday on which rolls are left. */
    rolled: (): LeftOut => ({
      key: JSON.stringify([values(weekdays), names(notRolled)]),
      isOut: (decision) =>
        decision.action === 'roll' &&
        (isOn(notRolled)(decision) || isOff(decision, (day) => isAskedOn(decision, day))),
      away: false,
    }),
  };
}
