import type { JsonObject } from '../algorithm/canonical-json.js';
import { habitChanges, type FoundHabit } from '../algorithm/habit-changes.js';
import type { Version } from '../algorithm/next-version.js';
import type { RegimeName } from '../algorithm/parameter-fields.js';
import { applyChanges, differences, type Change } from '../algorithm/parameter-patch.js';
import { groupBy } from '../group-by.js';
import { medianOf, sizesFrom } from '../evidence/effect-intervals.js';
import { SHARE_WEEKS, type Habit } from '../preferences/habit.js';
import { isDirection, type Registered } from '../preferences/hypothesis.js';
import { sizeOf, type Occasion } from '../preferences/occasions.js';
import { partnerOf } from '../preferences/patterns.js';
import { roundsOf, type RoundStart } from '../preferences/rounds.js';
import { shownSince } from '../preferences/shown-since.js';
import { underlyingParts } from '../preferences/underlying-parts.js';
import type { IsoDate } from '../time/dates.js';
import type { CandidateKey } from './candidate-row.js';

/** What habits of one key ask for, before it is replayed. */
export interface Proposal extends CandidateKey {
  /** Those that it is of: of underlyings and regimes there may be several. */
  habits: readonly Habit[];
  round: number;
  /** Sorted; empty: all. */
  underlyings: readonly string[];
  /** Weeks, strikes, traded ÷ advised quantity, or what the cell is; null of kinds without a size. */
  effect: number | null;
  changes: readonly Change[];
  /**
   * Of later or earlier opens on all underlyings: what takes rolls along, where what is evident of those goes the same
   * way, whether a part of them is proposed by itself or not; null where it is not so.
   */
  withRolls: readonly Change[] | null;
  /** The occasions of the last 13 weeks, or of those since a mind changed, that it is about. */
  occasions: readonly Occasion[];
  /** The position of the week in which a mind changed, where one plainly did. */
  since: number | null;
}

/** What proposals are made from. */
export interface Proposing {
  /** Of a Saturday. */
  habits: readonly Habit[];
  /** The position of its week among all weeks. */
  at: number;
  starts: readonly RoundStart[];
  inForce: Version;
  /** The first day after the week. */
  next: IsoDate;
}

const LEAST_SHARE = 0.5;
/** ln E_weeks that a shift or quantity has to have. */
const LOG_LEAN = Math.log(10);
/** ln E of what is evident by itself. */
const LOG_EVIDENT = Math.log(20);

/** A found habit, as far as the version in force still asks for what it is about. */
interface Live {
  habit: Habit;
  /** Of a shift or quantity: whether enough weeks lean its way. */
  isSure: boolean;
  /** Empty: all. */
  underlyings: readonly string[];
  occasions: readonly Occasion[];
  since: number | null;
  effect: number | null;
}

/**
 * The changes that found habits ask for, one for each key. What an overall habit says, sure or not yet, is not said
 * again by regimes and underlyings; habits of several underlyings with one patch are one proposal, and so are those of
 * several regimes.
 */
export function proposals(given: Proposing): Proposal[] {
  const live = given.habits.flatMap((habit) => liveOf(habit, given));
  const overall = live.filter(({ habit }) => habit.evidence.hypothesis.scope_kind === 'overall');
  const isSaidOverall = ({ habit: { evidence } }: Live) =>
    overall.some(
      ({ habit: { evidence: other } }) =>
        other.hypothesis.kind === evidence.hypothesis.kind &&
        other.hypothesis.action === evidence.hypothesis.action,
    );
  const own = live.filter(
    (one) => one.isSure && (one.habit.evidence.hypothesis.scope_kind === 'overall' || !isSaidOverall(one)),
  );
  const sureOverall = overall.filter(({ isSure }) => isSure);
  return [...groupBy(own, keyText).values()].flatMap((all) => proposalOf(all, sureOverall, given));
}

function keyText({ habit: { evidence } }: Live): string {
  const { kind, action, scope_kind } = evidence.hypothesis;
  return `${kind} ${action} ${scope_kind}`;
}

/** Found, and shown in half of its occasions where the version in force is of its round. */
function liveOf(habit: Habit, given: Proposing): Live[] {
  const { found, hypothesis, logLean, direction } = habit.evidence;
  const { kind, scope_kind, scope, round } = hypothesis;
  if (!found || (isDirection(kind) && direction === 0)) return [];
  const isSure = !isDirection(kind) || (logLean ?? 0) >= LOG_LEAN;
  const rounds = roundsOf(hypothesis, given.starts);
  const isOfRound = (underlying: string) =>
    rounds.of({ underlying, versions: [given.inForce.version], since: given.next }) === round;
  const parts = underlyingParts(habit, { at: given.at, partner: partnerOf(habit, given.habits) });
  const shown = parts.filter(({ in_pattern, underlying }) => in_pattern && isOfRound(underlying));
  const underlyings =
    scope_kind === 'underlying'
      ? isOfRound(scope)
        ? [scope]
        : []
      : shown.map(({ underlying }) => underlying);
  const shownLately = shownSince(habit, given.at);
  const occasions = shownLately.occasions.filter(({ decision }) => underlyings.includes(decision.underlying));
  const lately = occasions.filter(({ at }) => at > given.at - SHARE_WEEKS);
  const share = lately.filter((one) => one.shown).length / lately.length;
  if (lately.length === 0 || share < LEAST_SHARE) return [];
  const isOfAll = scope_kind !== 'underlying' && shown.length === parts.length;
  // A regime is changed for all underlyings or not at all.
  if (scope_kind === 'regime' && !isOfAll) return [];
  const effect = effectOf(habit, occasions);
  const since = shownLately.from;
  return [{ habit, isSure, occasions, since, underlyings: isOfAll ? [] : underlyings, effect }];
}

/** The median of what was changed lately, where it is proposed; of a refusal its cell. */
function effectOf({ evidence }: Habit, occasions: readonly Occasion[]): number | null {
  const { hypothesis, direction, cell } = evidence;
  const { kind } = hypothesis;
  if (!isDirection(kind)) return cell;
  const sizes = occasions.filter(({ shown }) => shown).map((one) => sizeOf(kind, one));
  const median = medianOf(sizesFrom(sizes));
  if (median === null || direction === null) return null;
  return (kind === 'quantity_share' ? 1 : 0) + direction * median;
}

/** Of several rounds the latest is what the version in force is about. */
function proposalOf(all: readonly Live[], overall: readonly Live[], given: Proposing): Proposal[] {
  const round = Math.max(...all.map(({ habit }) => habit.evidence.hypothesis.round));
  const own = all.filter(
    ({ habit: { evidence } }) =>
      evidence.hypothesis.scope_kind === 'underlying' || evidence.hypothesis.round === round,
  );
  const [first] = own;
  if (first === undefined) return [];
  const { kind, action, scope_kind } = first.habit.evidence.hypothesis;
  const found = (one: Live, regime: RegimeName | null, rollsShiftToo: boolean): FoundHabit => ({
    kind,
    action,
    effect: one.effect,
    underlyings: scope_kind === 'underlying' ? own.flatMap((each) => each.underlyings) : one.underlyings,
    regime,
    rollsShiftToo,
  });
  const rollsShiftToo = overall.some((other) => isSameOfRolls(first, other));
  const changes =
    scope_kind === 'regime'
      ? regimeChanges(
          own.map((one) => found(one, one.habit.evidence.hypothesis.scope as RegimeName, rollsShiftToo)),
          given.inForce,
        )
      : habitChanges(found(first, null, rollsShiftToo), given.inForce);
  if (changes.length === 0) return [];
  const withRolls = doRollsLeanAlike(first, given)
    ? habitChanges(found(first, null, true), given.inForce)
    : null;
  const underlyings = scope_kind === 'underlying' ? own.flatMap((one) => one.underlyings) : first.underlyings;
  return [
    {
      ...{ kind, action, scope_kind, round, changes, withRolls },
      habits: own.map(({ habit }) => habit),
      underlyings: [...underlyings].sort(),
      effect: first.effect,
      occasions: own.flatMap(({ occasions }) => occasions),
      since: own.length === 1 ? first.since : null,
    },
  ];
}

/** Whether rolls are to shift as opens do, for the same underlyings: they come along with one patch. */
function isSameOfRolls(opens: Live, other: Live): boolean {
  const [own, rolls] = [opens.habit.evidence.hypothesis, other.habit.evidence.hypothesis];
  return (
    own.kind === 'expiration_shift' &&
    own.action === 'open' &&
    rolls.kind === 'expiration_shift' &&
    rolls.action === 'roll' &&
    opens.effect === other.effect &&
    JSON.stringify(opens.underlyings) === JSON.stringify(other.underlyings)
  );
}

/**
 * Whether rolls go the way that opens surely go, by what is known of them in the round that the version in force is
 * of. By itself that asks for more, since any of all hypotheses may look so by chance; beside such opens it is one.
 */
function doRollsLeanAlike({ habit, effect, underlyings }: Live, given: Proposing): boolean {
  const { hypothesis: opens, direction } = habit.evidence;
  if (opens.kind !== 'expiration_shift' || opens.action !== 'open' || opens.scope_kind !== 'overall')
    return false;
  if (underlyings.length > 0) return false;
  return given.habits.some((other) => {
    const { hypothesis, logE } = other.evidence;
    return (
      hypothesis.kind === opens.kind &&
      hypothesis.action === 'roll' &&
      hypothesis.scope_kind === opens.scope_kind &&
      other.evidence.direction === direction &&
      logE >= LOG_EVIDENT &&
      roundInForce(hypothesis, given) === hypothesis.round &&
      effectOf(other, shownSince(other, given.at).occasions) === effect
    );
  });
}

/** The round of what the version in force advises on an underlying that no patch names. */
function roundInForce(hypothesis: Registered, { starts, inForce, next }: Proposing): number {
  return roundsOf(hypothesis, starts).of({ underlying: '', versions: [inForce.version], since: next });
}

/** One change of the list of regimes for several of them. */
function regimeChanges(found: readonly FoundHabit[], { algorithm, parameters }: Version): Change[] {
  const made = found.reduce<JsonObject>((before, habit) => {
    const applied = applyChanges(before, habitChanges(habit, { algorithm, parameters: before }));
    return applied.kind === 'applied' ? applied.parameters : before;
  }, parameters);
  return differences(parameters, made);
}
