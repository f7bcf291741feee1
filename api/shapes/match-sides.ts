import { prorate, sum, type Decimal } from '../../domain/number/decimal.js';
import type { MatchType } from '../../domain/matching/match-type.js';
import { tradedAction } from '../../domain/matching/traded-action.js';
import { isBareDate } from '../../domain/time/calendar.js';
import { daysBetween, type IsoDate } from '../../domain/time/dates.js';
import { weekOf } from '../../domain/time/iso-week.js';
import type {
  MatchParts,
  ShownAdvice,
  ShownCounterfactual,
  ShownFill,
  ShownMatch,
} from '../../store/pages/matches-by-key.js';
import type { SaidLately } from '../../store/pages/said-lately.js';
import type { AdviceSide, MatchShape, TradeSide } from './match.js';
import { asNumber } from './number.js';

/** Matches as answers have them, in the order of their rows. */
export function shownAs(parts: MatchParts, lately: readonly SaidLately[]): MatchShape[] {
  const restated = new Set(lately.flatMap((one) => (one.changes_more ? one.match_id : [])));
  return parts.matches.map((row) => {
    const advice = row.recommendation_id === null ? undefined : parts.advice.get(row.recommendation_id);
    const judged =
      row.recommendation_id === null ? undefined : parts.counterfactuals.get(row.recommendation_id);
    return {
      id: row.match_id,
      date: row.trading_date,
      week: weekOf(row.trading_date),
      match_type: row.match_type as MatchType,
      confidence: row.confidence,
      score: row.score,
      passive: row.passive ?? false,
      flags: row.flags ?? [],
      excluded: row.excluded ?? false,
      exclusion_reason: row.exclusion_reason,
      cause: row.cause,
      recommendation: advice === undefined ? null : adviceOf(advice),
      execution: tradeOf(row, parts.fills),
      modification: modificationOf(row),
      hours_to_execution: row.hours_to_execution,
      user_reason: row.reason_code,
      reason_text: row.reason_note,
      reason_recorded_at: row.reason_recorded_at,
      reviewed_at: row.reviewed_at,
      outcome: judged === undefined ? null : outcomeOf(judged),
      restating: row.is_stale || restated.has(row.match_id),
    };
  });
}

function adviceOf(advice: ShownAdvice): AdviceSide {
  return {
    id: advice.recommendation_id,
    type: advice.action,
    action: advice.action,
    symbol: advice.underlying,
    right: advice.right,
    strike: asNumber(advice.strike),
    expiration: advice.expiration,
    dte: daysTo(advice.trading_date, advice.expiration),
    from_strike: asNumber(advice.from_strike),
    from_expiration: advice.from_expiration,
    premium: asNumber(advice.premium),
    bid: asNumber(advice.bid),
    ask: asNumber(advice.ask),
    contracts: asNumber(advice.quantity),
    account: advice.account,
    priority: advice.priority,
    algorithm_version: advice.algorithm_version,
    date: advice.trading_date,
    time: clockOf(advice.sent_at),
    rationale: advice.rationale,
    context: advice.context === null ? null : (JSON.parse(advice.context) as unknown),
  };
}

/** Null where nothing was done. */
function tradeOf(row: ShownMatch, known: ReadonlyMap<string, ShownFill>): TradeSide | null {
  const fills = (row.fill_record_ids ?? []).flatMap((id, at) => {
    const fill = known.get(id);
    return fill === undefined ? [] : [{ fill, used: row.fill_quantities?.[at] ?? fill.quantity }];
  });
  const [first] = fills;
  if (first === undefined) return null;
  const fees = fills.map(({ fill, used }) => feesOf(fill, used));
  return {
    id: first.fill.execution_id,
    ids: row.execution_ids,
    date: first.fill.trading_date,
    time: clockOf(first.fill.executed_at),
    action: tradedAction(fills.map(({ fill }) => fill.action)),
    symbol: first.fill.underlying,
    right: row.traded_right,
    strike: asNumber(row.traded_strike),
    expiration: row.traded_expiration,
    dte: daysTo(first.fill.trading_date, row.traded_expiration),
    premium: asNumber(row.traded_price),
    contracts: asNumber(row.traded_quantity),
    fees: fees.includes(null) ? null : asNumber(sum(fees.map((fee) => fee ?? 0n))),
    account: first.fill.account,
    legs: fills.map(({ fill, used }) => ({
      id: fill.execution_id,
      action: fill.action,
      symbol: fill.underlying,
      right: fill.right,
      strike: asNumber(fill.strike),
      expiration: fill.expiration,
      quantity: asNumber(used) ?? 0,
      price: asNumber(fill.price),
      fees: asNumber(feesOf(fill, used)),
      time: clockOf(fill.executed_at),
    })),
  };
}

/** Of a fill that serves two decisions each has its part. */
function feesOf({ fees, quantity }: ShownFill, used: Decimal): Decimal | null {
  if (fees === null) return null;
  return quantity === used || quantity === 0n ? fees : prorate(fees, used, quantity);
}

function modificationOf(row: ShownMatch): MatchShape['modification'] {
  if (row.match_type !== 'modify') return null;
  return {
    strike_diff: asNumber(row.strike_diff),
    expiration_diff_days: row.expiration_diff_days,
    premium_diff: asNumber(row.premium_diff),
    quantity_diff: asNumber(row.quantity_diff),
    modified_fields: row.modified_fields ?? [],
  };
}

function outcomeOf(judged: ShownCounterfactual): MatchShape['outcome'] {
  return {
    verdict: judged.verdict,
    human_pnl: asNumber(judged.human_pnl),
    algorithm_low: asNumber(judged.pnl_low),
    algorithm_mid: asNumber(judged.pnl_mid),
    algorithm_high: asNumber(judged.pnl_high),
    difference_mid: asNumber(judged.difference_mid),
    currency: judged.currency,
  };
}

function daysTo(from: IsoDate, to: IsoDate | null): number | null {
  return to === null ? null : daysBetween(from, to);
}

/** Null of a bare date. */
function clockOf(time: string): string | null {
  return isBareDate(time) ? null : time;
}
