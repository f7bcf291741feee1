/**
 * The names under which a store's work is known in a Temporal cluster. All begin with the store's id, so that two homes share a cluster
 * without meeting. A workflow under way with the same id is the same work: whoever starts it again joins it.
 */
import type { DateRange } from '../domain/time/dates.js';
import { scheduledNamed, stepNamed, type InputOf, type ScheduledStep, type StepName } from './step-table.js';

/** Where workflows run. */
export const controlQueue = (storeId: string) => `${storeId}-control`;
/** Where the steps run: one at a time, beside the warehouse. */
export const dataQueue = (storeId: string) => `${storeId}-data`;

/** `sha256` is the file's. What the user said of it makes it other work. */
export const importId = (storeId: string, sha256: string, ...said: (string | null)[]) =>
  [`${storeId}:import:${sha256}`, ...said.filter((one) => one !== null)].join(':');
/** A step that was asked for. */
export function stepId<S extends StepName>(storeId: string, step: S, input: InputOf<S>): string {
  const about = stepNamed(step).about(input);
  return `${storeId}:${step}${about === undefined ? '' : `:${about}`}`;
}
/** A step that is due for these trading dates; that of one date is the same work as when a person asks for that date. */
export const dueId = (storeId: string, step: ScheduledStep, dates: DateRange) =>
  `${storeId}:${step}:${scheduledNamed(step).schedule.about(dates)}`;
export const backfillId = (storeId: string, { from, to }: DateRange) =>
  `${storeId}:backfill:${from === to ? from : `${from}..${to}`}`;
/** Also the id of the schedule. A schedule appends the time it was due to the id of what it starts. */
export const scheduleId = (storeId: string, schedule: string) => `${storeId}:schedule:${schedule}`;
/** What a schedule starts; the server appends the time it was due. */
export const scheduledId = (storeId: string, schedule: string) => `${scheduleId(storeId, schedule)}:run`;
/** Whether a workflow was started by a schedule, and not by a person in its place. */
export const isScheduled = (storeId: string, workflowId: string) =>
  workflowId.startsWith(scheduleId(storeId, '')) && !workflowId.endsWith(':by-hand');

/** A workflow's id as people read it: without the store's. */
export const withoutStore = (storeId: string, workflowId: string) => workflowId.replace(`${storeId}:`, '');
