import { staleOf } from '../stale.js';

/** SQL of whether a step is due that may make another of the match that `m`, an alias, stands for. */
export function restating(m: string): string {
  return `EXISTS (
       FROM (FROM ${staleOf('match')} UNION ALL FROM ${staleOf('counterfactuals')}) AS stale
       WHERE (stale.account IS NULL OR stale.account = coalesce(${m}.decision_account, ${m}.account))
         AND (stale.underlying IS NULL OR stale.underlying = ${m}.underlying)
         AND ${m}.trading_date BETWEEN stale.from_date AND stale.to_date)`;
}
