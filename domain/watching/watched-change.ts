import { canonicalJson, type Json, type JsonObject } from '../algorithm/canonical-json.js';
import type { RegimeName } from '../algorithm/parameter-fields.js';
import type { Patch } from '../algorithm/parameter-patch.js';
import type { CandidateRow } from '../candidates/candidate-row.js';
import type { Replay, Replayer } from '../candidates/replay.js';
import type { Cost } from '../evidence/cost-sequence.js';
import type { Divergence } from '../evidence/divergence-guard.js';
import { groupBy } from '../group-by.js';
import type { WeekDecision } from '../preferences/week-decision.js';
import type { ChangeRow, DecisionRow } from '../registry/registry-rows.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { shiftWeek, weekOf, weekRange, type IsoWeek } from '../time/iso-week.js';
import { breachOf, type AutoRevert } from './auto-revert.js';
import { validationOf, type Validation } from './validation.js';

/** An implementation that is watched, with what was decided and proposed. */
export interface WatchedChange {
  change: ChangeRow & { effective_from: IsoDate };
  candidate: Pick<CandidateRow, 'action' | 'underlyings' | 'patch' | 'auto_revert'>;
  decision: Pick<DecisionRow, 'weekly_loss_limit' | 'on_breach'>;
  /** The versions that carry the patch. */
  carrying: readonly string[];
}

/** What a Saturday sees of a watched change. */
export interface Watch {
  /** Why its condition is met; null where it is not. */
  breach: string | null;
  validation: Validation;
  /** Whether the watch has come to its end. */
  isOver: boolean;
}

/**
 * Looks at a watched change as of a week. `decisions` are all up to that week; `replay` is of the version that was
 * changed, and is asked for once at the most.
 */
export function watchOf(
  watched: WatchedChange,
  { week, decisions, replay }: { week: IsoWeek; decisions: readonly WeekDecision[]; replay: Replayer },
): Watch {
  const { change, decision, candidate } = watched;
  const begun = weekOf(change.effective_from);
  const isChanged = changedBy(candidate);
  const own = decisions.filter(isChanged);
  const isNew = ({ versions }: WeekDecision) =>
    versions.every((version) => watched.carrying.includes(version));
  const since = own.filter((one) => isNew(one) && one.week >= begun);
  const { changes } = JSON.parse(candidate.patch) as Patch;
  const replayed = replay(changes, { from: begun, to: week });
  const cost = costIn(replayed);
  const armed = JSON.parse(candidate.auto_revert) as Pick<AutoRevert, 'divergence' | 'cost'>;
  const condition: AutoRevert = {
    ...armed,
    weekly_loss: decision.weekly_loss_limit === null ? null : Number(decision.weekly_loss_limit),
  };
  const breach = breachOf(condition, {
    divergence: total(since),
    cost,
    worstWeekLoss: lossIn(replayed),
  });
  const isOld = (one: WeekDecision) => !isNew(one);
  const validation = validationOf({
    before: weekly(
      own.filter((one) => isOld(one) && one.week < begun),
      shiftWeek(begun, -1),
    ),
    after: weekly(since, week, begun),
    heldOut: weekly(
      own.filter((one) => isOld(one) && one.week >= begun),
      week,
      begun,
    ),
    cost,
    as_of: week,
  });
  const isOver = change.watch_until !== null && addDays(weekRange(week).to, 1) >= change.watch_until;
  return { breach, validation, isOver };
}

/** Whether a decision is on advice that the patch changes, or would. */
function changedBy({
  action,
  underlyings,
  patch,
}: WatchedChange['candidate']): (decision: WeekDecision) => boolean {
  const regimes = regimesIn(JSON.parse(patch) as Patch);
  return (decision) =>
    (action === 'any' ? decision.action !== 'hold' : decision.action === action) &&
    (underlyings.length === 0 || underlyings.includes(decision.underlying)) &&
    (regimes.length === 0 || regimes.some((regime) => decision.regimes.includes(regime)));
}

/** The regimes for which a patch changes parameters; none where it is of all. */
function regimesIn({ changes }: Patch): RegimeName[] {
  return changes
    .filter(({ path }) => path === 'byRegime')
    .flatMap(({ from, to }) => {
      const before = new Set(partsOf(from).map(canonicalJson));
      return partsOf(to).filter((part) => !before.has(canonicalJson(part)));
    })
    .map(({ when }) => when as RegimeName);
}

function partsOf(list: Json): JsonObject[] {
  return Array.isArray(list) ? (list as JsonObject[]) : [];
}

function diverges({ refused, modified }: WeekDecision): boolean {
  return refused || modified;
}

function total(decisions: readonly WeekDecision[]): Divergence {
  return { decisions: decisions.length, diverged: decisions.filter(diverges).length };
}

/** Counts of each week up to one, from `first` or the first with a decision on; weeks without any are there too. */
function weekly(decisions: readonly WeekDecision[], last: IsoWeek, first?: IsoWeek): Divergence[] {
  const byWeek = groupBy(decisions, ({ week }) => week);
  const begin = first ?? [...byWeek.keys()].sort()[0];
  if (begin === undefined) return [];
  const weeks: Divergence[] = [];
  for (let week = begin; week <= last; week = shiftWeek(week, 1)) weeks.push(total(byWeek.get(week) ?? []));
  return weeks;
}

function costIn({ cost, cost_low, cost_high, cost_status, judged_weeks }: Replay): Cost | null {
  if (cost === null) return null;
  if (cost_low === null || cost_high === null || cost_status === 'insufficient')
    return { mean: cost, judgedWeeks: judged_weeks, status: 'insufficient', low: null, high: null };
  return { mean: cost, judgedWeeks: judged_weeks, status: cost_status, low: cost_low, high: cost_high };
}

/** In dollars, above 0. */
function lossIn({ worst_week }: Replay): number | null {
  const usd = worst_week === null ? 0 : Number(worst_week.usd);
  return usd < 0 ? -usd : null;
}
