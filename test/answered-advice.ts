import { decimal } from '../domain/number/decimal.js';
import type { AnsweredAdvice } from '../domain/preferences/week-decisions.js';

/**
 * Advice of a day to sell four calls of 15 in SOFI, left undone, with other fields as given. The tests are of the week
 * of 20 January 2025, which has four sessions, and of the days around it.
 */
export function answeredAdvice(day: string, given: Partial<AnsweredAdvice> = {}): AnsweredAdvice {
  return {
    recommendation_id: `r ${day}`,
    episode_id: 'e',
    account: 'main',
    underlying: 'SOFI',
    action: 'sell_to_open',
    trading_date: day,
    match_type: 'reject',
    cause: null,
    exclusion_reason: null,
    modified_fields: [],
    flags: [],
    expiration_diff_days: null,
    hours_to_execution: null,
    advised_right: 'call',
    advised_strike: decimal(15),
    advised_expiration: '2025-01-31',
    advised_premium: decimal('0.4'),
    advised_quantity: decimal(4),
    traded_strike: null,
    traded_quantity: null,
    algorithm_version: 'v3.3',
    window_opens: Date.parse(`${day}T14:00:00Z`),
    answered_on: null,
    structure: false,
    captured: null,
    earningsIn: null,
    notional: null,
    regimes: ['dte_middle'],
    judged: null,
    ...given,
  };
}

export const CONSENT: Partial<AnsweredAdvice> = {
  match_type: 'consent',
  expiration_diff_days: 0,
  traded_strike: decimal(15),
  traded_quantity: decimal(4),
};
export const SUPERSEDED: Partial<AnsweredAdvice> = {
  match_type: 'no_action',
  exclusion_reason: 'superseded',
};
