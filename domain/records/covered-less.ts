import type { IsoDate } from '../time/dates.js';

/** An account whose files end before the day of which something is told. */
export interface CoveredLess {
  account: string;
  covered_through: IsoDate;
}

/** What is said behind that day: how far each such account is known (`; main is known through …, RH through …`). */
export function coveredLessClause(
  accounts: readonly CoveredLess[],
  dayText: (day: IsoDate) => string = (day) => day,
): string {
  if (accounts.length === 0) return '';
  const known = accounts.map(
    ({ account, covered_through }, at) =>
      `${account} ${at === 0 ? 'is known ' : ''}through ${dayText(covered_through)}`,
  );
  return `; ${known.join(', ')}`;
}
