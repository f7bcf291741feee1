import type { ListedImport } from '../domain/records/import-report.js';
import { counted } from '../domain/counted.js';
import { waitedFor } from '../domain/advice/awaited-accounts.js';
import { formatDecimal } from '../domain/number/decimal.js';
import { sessionOnOrBefore, sessionsBetween } from '../domain/time/calendar.js';
import { addDays, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { longDay } from '../domain/time/day-text.js';
import type { WeekTrust } from '../domain/week/week-trust.js';
import { accountCurrencies, untiedCash } from '../store/lake/cash.js';
import { accountCoverage } from '../store/inputs/account-coverage.js';
import { madeThrough } from '../store/inputs/description.js';
import { pendingAdvice } from '../store/inputs/pending-advice.js';
import { listedImports } from './listed-imports.js';
import type { ReadStore } from './reads.js';
import { overlappingAccounts, untiedLine } from './untied.js';

/** As of now, of the days of a week; `offScale` are lines on prices that do not fit its trades. */
export async function weekTrust(
  store: ReadStore,
  days: DateRange,
  offScale: readonly string[],
): Promise<WeekTrust> {
  const { warehouse } = store;
  const inForce = listedImports(store).filter(({ in_force }) => in_force);
  const overlapping = overlappingAccounts(inForce);
  const untied = await untiedCash(warehouse, { except: overlapping });
  const coverage = await accountCoverage(warehouse);
  const { reconciled_through } = await madeThrough(warehouse);
  const pending =
    reconciled_through === null
      ? []
      : waitedFor(await pendingAdvice(warehouse), coverage, reconciled_through);
  const currencies = await accountCurrencies(warehouse);
  const accounts = coverage.flatMap(({ account, covered_through, in_use }) => {
    const own = currencies.filter((one) => one.account === account);
    const behind = in_use ? sessionsBehind(covered_through, days.to) : 0;
    return (own.length === 0 ? [{ currency: null, stated: false }] : own).map(({ currency, stated }) => {
      const difference = untied.find((one) => one.account === account && one.currency === currency);
      const isSaid = stated && !overlapping.includes(account);
      return {
        ...{ account, covered_through, currency, days_behind: behind },
        cash_difference: difference
          ? formatDecimal(difference.found - difference.stated)
          : isSaid
            ? '0'
            : null,
        rejected_lines: rejectedLines(inForce, account),
      };
    });
  });
  const short = coverage.filter(
    ({ in_use, covered_through }) => in_use && sessionsBehind(covered_through, days.to) > 0,
  );
  const rejected = coverage.map(({ account }) => ({ account, lines: rejectedLines(inForce, account) }));
  return {
    ties_out: untied.length + offScale.length + short.length === 0,
    accounts,
    problems: [
      ...untied.map((one) => ({ kind: 'cash' as const, text: untiedLine(one), account: one.account })),
      ...offScale.map((text) => ({ kind: 'coverage' as const, text, account: null })),
      ...short.map(({ account, covered_through }) => ({
        kind: 'coverage' as const,
        text: `${account} is known through ${longDay(covered_through)}: import its next file`,
        account,
      })),
      ...rejected
        .filter(({ lines }) => lines > 0)
        .map(({ account, lines }) => ({
          kind: 'rejected' as const,
          text: `${counted(lines, 'line')} of the files of ${account} rejected`,
          account,
        })),
      ...(await store.keepsDying()).map((text) => ({ kind: 'step' as const, text, account: null })),
      ...pending.map(({ account, matches }) => ({
        kind: 'pending' as const,
        text: `${counted(matches, 'piece')} of advice pending until newer files of ${account} are imported`,
        account,
      })),
    ],
  };
}

/** Sessions after a day, through the last by another. */
function sessionsBehind(through: IsoDate, day: IsoDate): number {
  const last = sessionOnOrBefore(day);
  return through >= last ? 0 : sessionsBetween(addDays(through, 1), last).length;
}

/** Of the files that are of an account, of several the first. */
function rejectedLines(imports: readonly ListedImport[], account: string): number {
  const own = imports.filter((one) => (one.account ?? one.accounts[0]) === account);
  return own.reduce((sum, { rejected }) => sum + rejected, 0);
}
