import { isHeeded, type LoggedAdvice } from '../advice/advice-log.js';
import { sameContract, type Advice } from '../advice/asked-terms.js';
import { nextSession, previousSession } from '../time/calendar.js';
import type { Decision } from './decision.js';
import { groupBy } from '../group-by.js';

/**
 * Finds, of advice to hold or to wait, the first of these decisions of its underlying that contradicts it: `hold` on a
 * contract by closing or rolling that contract, `hold` on shares by selling them, `wait` by opening on its right (on
 * anything where it names none).
 */
export function contradictedBy(
  decisions: readonly Decision[],
): (logged: LoggedAdvice) => Decision | undefined {
  const byDate = groupBy(decisions, ({ trading_date }) => trading_date);
  return (logged) => {
    const { trading_date } = logged.window;
    const sessions = [previousSession(trading_date), trading_date, nextSession(trading_date)];
    return sessions
      .flatMap((session) => byDate.get(session) ?? [])
      .find((decision) => contradicts(decision, logged.advice) && isHeeded(logged, decision));
  };
}

function contradicts(decision: Decision, advice: Advice): boolean {
  return advice.action === 'hold' ? endsHolding(decision, advice) : opens(decision, advice);
}

function endsHolding({ action, right, contract, from, effect }: Decision, held: Advice): boolean {
  if (right !== held.right) return false;
  if (from !== null) return sameContract(from, held);
  if (effect === 'closes' || effect === 'reverses') return sameContract(contract, held);
  return right === null && action === 'sell';
}

/**
 * Shares that are sold without a label are sold off; an option that is traded without one, of which nothing was held,
 * is opened.
 */
function opens({ action, right, effect }: Decision, advice: Advice): boolean {
  if (advice.right !== null && right !== advice.right) return false;
  if (effect === 'opens' || effect === 'reverses') return true;
  return effect === 'unknown' && (right !== null || action === 'buy');
}
