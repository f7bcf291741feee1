/**
 * The names under which a store's work is known in a Temporal cluster. All begin with the store's id, so that two homes share a cluster
 * without meeting. A workflow under way with the same id is the same work: whoever starts it again joins it.
 */
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';

/** Where workflows run. */
export const controlQueue = (storeId: string) => `${storeId}-control`;
/** Where the steps run: one at a time, beside the warehouse. */
export const dataQueue = (storeId: string) => `${storeId}-data`;

/** `sha256` is the file's. What the user said of it makes it other work. */
export const importId = (storeId: string, sha256: string, ...said: (string | null)[]) =>
  [`${storeId}:import:${sha256}`, ...said.filter((one) => one !== null)].join(':');
export const retractId = (storeId: string, sha256: string) => `${storeId}:retract:${sha256}`;
export const adviseId = (storeId: string, range: DateRange, account: string | null) =>
  `${storeId}:advise:${told(range)}${account === null ? '' : `:${account}`}`;
/** A date, a range, or without either all that is new. */
export const reconcileId = (storeId: string, dates?: IsoDate | DateRange) =>
  `${storeId}:reconcile:${told(dates)}`;
/** The day that outcomes are told through, or without it all that is new. */
export const outcomesId = (storeId: string, through?: IsoDate) => `${storeId}:outcomes:${told(through)}`;
/** Without a week: the last one with advice or trades. */
export const weekId = (storeId: string, week?: IsoWeek) => `${storeId}:week:${week ?? 'new'}`;
export const backfillId = (storeId: string, range: DateRange) => `${storeId}:backfill:${told(range)}`;
/** A month of a backfill: `2022-01`. */
export const backfillMonthId = (storeId: string, range: DateRange, month: string) =>
  `${backfillId(storeId, range)}/${month}`;
/** `path` is the file's that is written. */
export const exportId = (storeId: string, path: string) => `${storeId}:export:${path}`;
export const rebuildId = (storeId: string) => `${storeId}:rebuild`;
export const describeId = (storeId: string) => `${storeId}:describe`;
/** Also the id of the schedule. A schedule appends the time it was due to the id of what it starts. */
export const scheduleId = (storeId: string, schedule: string) => `${storeId}:schedule:${schedule}`;
/** What a schedule starts; the server appends the time it was due. */
export const scheduledId = (storeId: string, schedule: string) => `${scheduleId(storeId, schedule)}:run`;
/** Whether a workflow was started by a schedule, and not by a person in its place. */
export const isScheduled = (storeId: string, workflowId: string) =>
  workflowId.startsWith(scheduleId(storeId, '')) && !workflowId.endsWith(':by-hand');

/** A workflow's id as people read it: without the store's. */
export const withoutStore = (storeId: string, workflowId: string) => workflowId.replace(`${storeId}:`, '');

function told(dates: IsoDate | DateRange | undefined): string {
  if (dates === undefined) return 'new';
  if (typeof dates === 'string') return dates;
  return dates.from === dates.to ? dates.from : `${dates.from}..${dates.to}`;
}
