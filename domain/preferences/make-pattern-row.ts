import { costOf } from '../evidence/cost-sequence.js';
import { medianInterval, shareInterval, type Selection } from '../evidence/effect-intervals.js';
import { decisionsNeeded } from '../evidence/false-discovery.js';
import { parseWeek, type IsoWeek } from '../time/iso-week.js';
import { isDirection, type Hypothesis } from './hypothesis.js';
import { SHARE_WEEKS, weeklyMeans, type Habit } from './habit.js';
import { rounded } from '../number/rounded.js';
import { monthOf } from './month.js';
import type { PatternRow, Unit } from './pattern-row.js';
import { patternText } from './pattern-text.js';
import { underlyingParts } from './underlying-parts.js';

const UNITS: Record<Hypothesis['kind'], Unit> = {
  expiration_shift: 'weeks',
  strike_shift: 'strikes',
  quantity_share: 'contracts_ratio',
  premium_floor: 'usd',
  buy_back_floor: 'usd',
  weekday_refusal: 'weekday',
  earnings_quiet: 'sessions',
  early_exit: 'share',
  no_roll: 'none',
  underlying_refusal: 'none',
};

export interface RowContext {
  week: IsoWeek;
  /** The position of that week among all weeks. */
  at: number;
  /** How many are found that Saturday. */
  found: number;
  /**
   * The same shift of the other action, where that is found too and goes the same way; its underlyings are looked at
   * together.
   */
  partner: Habit | null;
}

export function patternRow(habit: Habit, context: RowContext): PatternRow {
  const { evidence, tally } = habit;
  const { hypothesis, found, cell } = evidence;
  const { pattern_id, kind, action, scope_kind, scope, round, budget } = hypothesis;
  const parsed = parseWeek(context.week);
  if (!parsed) throw new RangeError(`not an ISO week: ${JSON.stringify(context.week)}`);
  const selection: Selection = { budget, found: context.found };
  const lately = habit.lately.filter(({ at }) => at > context.at - SHARE_WEEKS);
  const latelyShown = lately.filter(({ shown }) => shown).length;
  const ends = shareInterval(latelyShown, lately.length, selection);
  const logE = rounded(evidence.logE);
  const cost = costOf(weeklyMeans(tally.judged));
  const effect = effectOf(habit, selection);
  const underlyings = underlyingParts(habit, context);
  const row: Omit<PatternRow, 'text' | 'kind'> & Pick<Hypothesis, 'kind'> = {
    ...parsed,
    pattern_id,
    ...{ kind, action, scope_kind, scope, round },
    algorithm_versions: [...tally.versions].sort(),
    decisions: tally.decisions,
    changed: tally.changed,
    answered: tally.answered,
    log_e: logE,
    budget: rounded(budget),
    found,
    first_found_week: habit.firstFoundWeek,
    cell: cell === null ? (scope_kind === 'underlying' ? scope : null) : String(cell),
    ...effect,
    unit: UNITS[kind],
    share: lately.length === 0 ? null : rounded(latelyShown / lately.length),
    share_low: ends && rounded(ends.low),
    share_high: ends && rounded(ends.high),
    underlyings: JSON.stringify(underlyings),
    cost: cost && rounded(cost.mean),
    cost_low: cost?.low === undefined || cost.low === null ? null : rounded(cost.low),
    cost_high: cost?.high === undefined || cost.high === null ? null : rounded(cost.high),
    cost_status: cost?.status ?? 'insufficient',
    judged_weeks: cost?.judgedWeeks ?? 0,
    needed: found ? null : decisionsNeeded({ budget, logE }, tally.decisions),
  };
  const judged = [...tally.judged.values()].reduce((total, { count }) => total + count, 0);
  const month = monthOf([habit], habit.lately, { at: context.at, since: null });
  const text = patternText({ ...row, underlyings, occasions: tally.occasions, judged, month });
  return { ...row, text };
}

/** The median of what was changed in the found direction; of a cell its value, which has no interval. */
function effectOf(
  { evidence: { hypothesis, direction, cell }, tally }: Habit,
  selection: Selection,
): Pick<PatternRow, 'effect' | 'effect_low' | 'effect_high'> {
  const { kind } = hypothesis;
  if (!isDirection(kind)) return { effect: cell, effect_low: null, effect_high: null };
  const found = medianInterval(tally.sizes, selection);
  if (found === null || direction === null) return { effect: null, effect_low: null, effect_high: null };
  const base = kind === 'quantity_share' ? 1 : 0;
  const ends = [found.low, found.high].map((size) => rounded(base + direction * size)).sort((a, b) => a - b);
  return {
    effect: rounded(base + direction * found.median),
    effect_low: ends[0] as number,
    effect_high: ends[1] as number,
  };
}
