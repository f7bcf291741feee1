import type { JsonObject } from '../algorithm/canonical-json.js';
import { habitChanges, type FoundHabit } from '../algorithm/habit-changes.js';
import type { Version } from '../algorithm/next-version.js';
import type { RegimeName } from '../algorithm/parameter-fields.js';
import { applyChanges, differences, type Change } from '../algorithm/parameter-patch.js';
import { groupBy } from '../group-by.js';
import { medianOf, sizesFrom } from '../evidence/effect-intervals.js';
import { SHARE_WEEKS, type Habit } from '../preferences/habit.js';
import { isDirection } from '../preferences/hypothesis.js';
import { sizeOf, type Occasion } from '../preferences/occasions.js';
import { partnerOf } from '../preferences/patterns.js';
import { roundsOf, type RoundStart } from '../preferences/rounds.js';
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
  /** The occasions of the last 13 weeks that it is about. */
  occasions: readonly Occasion[];
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

/** A found habit, as far as the version in force still asks for what it is about. */
interface Live {
  habit: Habit;
  /** Of a shift or quantity: whether enough weeks lean its way. */
  isSure: boolean;
  /** Empty: all. */
  underlyings: readonly string[];
  occasions: readonly Occasion[];
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
  const occasions = habit.lately.filter(({ decision }) => underlyings.includes(decision.underlying));
  const lately = occasions.filter(({ at }) => at > given.at - SHARE_WEEKS);
  const share = lately.filter((one) => one.shown).length / lately.length;
  if (lately.length === 0 || share < LEAST_SHARE) return [];
  const isOfAll = scope_kind !== 'underlying' && shown.length === parts.length;
  // A regime is changed for all underlyings or not at all.
  if (scope_kind === 'regime' && !isOfAll) return [];
  const effect = effectOf(habit, occasions);
  return [{ habit, isSure, occasions, underlyings: isOfAll ? [] : underlyings, effect }];
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
  const rollsShiftToo = overall.some((other) => isSameOfRolls(first, other));
  const found = (one: Live, regime: RegimeName | null): FoundHabit => ({
    kind,
    action,
    effect: one.effect,
    underlyings: scope_kind === 'underlying' ? own.flatMap((each) => each.underlyings) : one.underlyings,
    regime,
    rollsShiftToo,
  });
  const changes =
    scope_kind === 'regime'
      ? regimeChanges(
          own.map((one) => found(one, one.habit.evidence.hypothesis.scope as RegimeName)),
          given.inForce,
        )
      : habitChanges(found(first, null), given.inForce);
  if (changes.length === 0) return [];
  const underlyings = scope_kind === 'underlying' ? own.flatMap((one) => one.underlyings) : first.underlyings;
  return [
    {
      ...{ kind, action, scope_kind, round, changes },
      habits: own.map(({ habit }) => habit),
      underlyings: [...underlyings].sort(),
      effect: first.effect,
      occasions: own.flatMap(({ occasions }) => occasions),
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

/** One change of the list of regimes for several of them. */
function regimeChanges(found: readonly FoundHabit[], { algorithm, parameters }: Version): Change[] {
  const made = found.reduce<JsonObject>((before, habit) => {
    const applied = applyChanges(before, habitChanges(habit, { algorithm, parameters: before }));
    return applied.kind === 'applied' ? applied.parameters : before;
  }, parameters);
  return differences(parameters, made);
}
