import type { LoggedAdvice } from '../advice/advice-log.js';
import { concernedContract, contractKey } from '../advice/asked-terms.js';
import { expirationToClose } from '../advice/advice-window.js';
import { nextSession } from '../time/calendar.js';
import { groupBy } from '../group-by.js';
import type { MatchedExecution } from './fill-groups.js';

export type RejectCause = 'let_expire' | 'assigned' | 'exercised';

const CAUSES = { assign: 'assigned', exercise: 'exercised', expire: 'let_expire' } as const;

/**
 * Why advice to close or roll a contract was not taken, where a record says so: the contract was assigned, exercised or
 * left to expire, booked from the advice's trading date to the session after its window closed, which is when brokers
 * book it at the latest. Null for other advice, and where no record says why.
 */
export function rejectCause(
  executions: readonly MatchedExecution[],
): (logged: LoggedAdvice) => RejectCause | null {
  const ends = executions.filter(({ action }) => action in CAUSES);
  const byContract = groupBy(ends, contractKey);
  return ({ advice, window }) => {
    if (expirationToClose(advice) === null) return null;
    const lastBooking = nextSession(window.closes_on);
    const booked = (byContract.get(contractKey(concernedContract(advice))) ?? []).filter(
      ({ account, trading_date }) =>
        (advice.account === null || account === advice.account) &&
        trading_date >= window.trading_date &&
        trading_date <= lastBooking,
    );
    const causes = new Set(booked.map(({ action }) => CAUSES[action as keyof typeof CAUSES]));
    return (['assigned', 'exercised', 'let_expire'] as const).find((cause) => causes.has(cause)) ?? null;
  };
}
