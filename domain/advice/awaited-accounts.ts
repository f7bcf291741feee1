import { compare } from '../compare.js';
import { addDays, earlierOf, laterOf, type IsoDate } from '../time/dates.js';

/** How far an account is known, and whether more is to come of it. */
export interface AccountCoverage {
  account: string;
  /** The last day that its imports cover. */
  covered_through: IsoDate;
  /** At the end of its coverage it holds something, or {@link hadRecordLately}. */
  in_use: boolean;
}

/**
 * Without a position, an account is no longer in use when its coverage ends with more days than these without a record.
 */
const IN_USE_DAYS = 30;

/** Whether the last record of an account, null for none, lies within the last days of its coverage. */
export function hadRecordLately(lastRecord: IsoDate | null, coveredThrough: IsoDate): boolean {
  return lastRecord !== null && lastRecord >= addDays(coveredThrough, -IN_USE_DAYS);
}

/**
 * The accounts whose next files may still answer advice for any account: all that are in use. Where none is, those that
 * are covered furthest: nothing is known of any account beyond them.
 */
export function awaitedAccounts(accounts: readonly AccountCoverage[]): AccountCoverage[] {
  const inUse = accounts.filter((one) => one.in_use);
  if (inUse.length > 0) return inUse;
  const furthest = accounts.map(({ covered_through }) => covered_through).reduce(laterOf, '0001-01-01');
  return accounts.filter(({ covered_through }) => covered_through === furthest);
}

/**
 * The last day on which everything is known that answers advice: in its account, or for any account (null) in all that
 * are awaited. Null where nothing is known.
 */
export function answersKnownThrough(
  accounts: readonly AccountCoverage[],
  account: string | null,
): IsoDate | null {
  const asked =
    account === null ? awaitedAccounts(accounts) : accounts.filter((one) => one.account === account);
  const days = asked.map(({ covered_through }) => covered_through);
  return days.length === 0 ? null : days.reduce(earlierOf);
}

/**
 * Advice that is pending: for how many, in which account (null: any), by the New York day with which its window closes.
 */
export interface PendingAdvice {
  account: string | null;
  closes_on: IsoDate;
  matches: number;
}

/** An account that matches wait for. */
export interface WaitedFor {
  account: string;
  /** Null where nothing of it is imported. */
  covered_through: IsoDate | null;
  matches: number;
  /** The first day of which it would have to be known. */
  since: IsoDate;
}

/**
 * The accounts that keep advice pending whose window has closed by `asOf`, by account; advice for any account waits for
 * each awaited one.
 */
export function waitedFor(
  pending: readonly PendingAdvice[],
  accounts: readonly AccountCoverage[],
  asOf: IsoDate,
): WaitedFor[] {
  const waits = new Map<string, WaitedFor>();
  for (const { account, closes_on, matches } of pending) {
    if (closes_on > asOf) continue;
    const known = new Map(accounts.map((one) => [one.account, one.covered_through]));
    const asked = account === null ? awaitedAccounts(accounts).map((one) => one.account) : [account];
    for (const name of asked) {
      const covered_through = known.get(name) ?? null;
      if (covered_through !== null && covered_through >= closes_on) continue;
      const before = waits.get(name) ?? { account: name, covered_through, matches: 0, since: closes_on };
      waits.set(name, {
        ...before,
        matches: before.matches + matches,
        since: earlierOf(before.since, closes_on),
      });
    }
  }
  return [...waits.values()].sort((a, b) => compare(a.account, b.account));
}
