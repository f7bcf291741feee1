import type { Match } from '../domain/matching/match-row.js';
import { matchUnderlying } from '../domain/matching/match.js';
import { advice, execution } from './trade-examples.js';

export type Advice = ReturnType<typeof advice>;
export type Trade = ReturnType<typeof execution>;

/** The matches of advice and trades in SOFI, of which everything is known through a day. */
export function matches(
  recommendations: Advice[],
  executions: Trade[],
  known: string | null = '2025-12-31',
): Match[] {
  const inputs = { underlying: 'SOFI', recommendations, executions, knownThrough: () => known };
  return matchUnderlying(inputs).flatMap((unit) => unit.matches);
}

/** Type by recommendation id, or by executions where there is none. */
export function types(...inputs: Parameters<typeof matches>): Record<string, string> {
  return Object.fromEntries(
    matches(...inputs).map((match) => [
      match.recommendation_id ?? match.execution_ids.join(' '),
      match.match_type,
    ]),
  );
}

/** The one match there is. */
export function only(...inputs: Parameters<typeof matches>): Match {
  const [match, ...others] = matches(...inputs);
  if (!match || others.length > 0) throw new Error(`${others.length + 1} matches`);
  return match;
}

/** After the close of Monday the 6th: of the session of Tuesday. */
export const EVENING = { sent_at: '2025-01-06T22:00:00Z' };
export const SHARES = { right: null, strike: null, expiration: null };

/** Advice to buy back the call of {@link advice}, and to roll another one to it. */
export const toClose = (fields: object = {}) => advice({ action: 'buy_to_close', premium: 0.4, ...fields });
export const toRoll = (fields: object = {}) =>
  advice({
    action: 'roll',
    from_strike: 14,
    from_expiration: '2025-01-10',
    premium: 0.3,
    ...fields,
  });

/** The two legs of that roll. */
export const closed = (fields: object = {}) =>
  execution({
    execution_id: 'close',
    action: 'buy_to_close',
    strike: 14,
    expiration: '2025-01-10',
    price: 0.9,
    ...fields,
  });
export const opened = (fields: object = {}) => execution({ execution_id: 'open', price: 1.2, ...fields });
