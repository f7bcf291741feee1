import { z } from 'zod';
import type { IsoDate } from '../../time/dates.js';
import { firstIssue, type Refused } from '../features/feature-specification.js';

const hoursSchema = z.strictObject({
  hours: z.literal(1),
  /** Accounts that learn by the hour, or do not, whatever they close. */
  accounts: z.record(z.string().min(1), z.enum(['on', 'off'])),
});

/** Which accounts a person has learn by the hour: `learning/hours.json` of a home. */
export type HoursFile = z.infer<typeof hoursSchema>;

export const NOTHING_SWITCHED: HoursFile = { hours: 1, accounts: {} };

/** What a JSON value says of the accounts; else the path and the value of the first thing that it may not have. */
export function parseHours(value: unknown): HoursFile | Refused {
  const { data, error } = hoursSchema.safeParse(value);
  return data ?? { refused: firstIssue(value, error) };
}

/** How many labels of an account became known on a session, at a known time. */
export interface Closings {
  account: string;
  session: IsoDate;
  closings: number;
}

/** Whether an account learns by the hour, and why. */
export interface HourlyAccount {
  account: string;
  on: boolean;
  /** Sessions of the last twenty with closings enough. */
  sessions: number;
  /** What a person said; null where nobody did. */
  switched: 'on' | 'off' | null;
  /** Whether anything is imported of it. */
  known: boolean;
}

/** So many sessions are looked at, … */
export const LOOKED_AT = 20;
/** … of which a fifth has to have … */
const LEAST_SESSIONS = LOOKED_AT / 5;
/** … so many closings. */
const LEAST_CLOSINGS = 20;

/**
 * Of each account whether it closes enough within a day that an hour of it says something: twenty closings on a fifth
 * of the last twenty sessions, which `closings` are of. What a person said of an account wins, but a name that nothing
 * is imported of makes no hour: it may be misspelt.
 */
export function hourlyAccounts(
  { advised, imported }: { advised: readonly string[]; imported: readonly string[] },
  closings: readonly Closings[],
  { accounts: switched }: HoursFile,
): HourlyAccount[] {
  return [...new Set([...advised, ...Object.keys(switched)])].sort().map((account) => {
    const own = closings.filter((one) => one.account === account && one.closings >= LEAST_CLOSINGS);
    const said = switched[account] ?? null;
    const known = imported.includes(account);
    return {
      account,
      on: known && (said === null ? own.length >= LEAST_SESSIONS : said === 'on'),
      sessions: own.length,
      switched: said,
      known,
    };
  });
}
