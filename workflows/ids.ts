/**
 * The names under which a store's work is known to a Temporal server. The queues have the store's id. The ids of
 * workflows and schedules are what people call the work; on a cluster, which homes share, the beginning of the store's
 * id comes before them. A workflow under way with the same id is the same work: whoever starts it again joins it.
 */
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import {
  scheduledNamed,
  stepNamed,
  type Due,
  type InputOf,
  type ScheduledStep,
  type StepName,
} from './step-table.js';

const SCHEDULE = 'schedule:';
const REVIEW = 'candidate:';
const DEPLOYMENT = 'deployment:';
const BY_HAND = ':by-hand';

/** Where workflows run. */
export const controlQueue = (storeId: string) => `${storeId}-control`;
/** Where the steps run: one at a time, beside the warehouse. */
export const dataQueue = (storeId: string) => `${storeId}-data`;
/** Where what people say is taken, beside whatever step runs. */
export const factsQueue = (storeId: string) => `${storeId}-facts`;
/** Where models are trained: one at a time, away from the warehouse. */
export const trainQueue = (storeId: string) => `${storeId}-train`;

/** What the ids of a store begin with. */
export interface Named {
  idPrefix: string;
}
/** On its own server. */
export const OWN_SERVER: Named = { idPrefix: '' };
/** On a cluster. */
export const onCluster = (storeId: string): Named => ({ idPrefix: `${storeId.slice(0, 8)}:` });
/** By version 0.1.0, wherever it ran. Its runs go on under these ids. */
export const byEarlierVersion = (storeId: string): Named => ({ idPrefix: `${storeId}:` });

/** As much of a hash as tells files apart and leaves room beside it in a list. */
const HASH_SHOWN = 16;

/** `sha256` is the file's. What the user said of it makes it other work. */
export const importId = ({ idPrefix }: Named, sha256: string, ...said: (string | null)[]) =>
  [`${idPrefix}import:${sha256.slice(0, HASH_SHOWN)}`, ...said.filter((one) => one !== null)].join(':');
/** Several files as one batch; `digest` is of all of them and of what the user said of them. */
export const importBatchId = ({ idPrefix }: Named, digest: string) =>
  `${idPrefix}import:batch:${digest.slice(0, HASH_SHOWN)}`;
/** A step that was asked for. */
export function stepId<S extends StepName>({ idPrefix }: Named, step: S, input: InputOf<S>): string {
  const about = stepNamed(step).about(input);
  return `${idPrefix}${step}${about === undefined ? '' : `:${about}`}`;
}
/**
 * A step that is due; that of one date is the same work as when a person asks for that date.
 */
export function dueId({ idPrefix }: Named, step: ScheduledStep, due: Due): string {
  const { schedule } = scheduledNamed(step);
  return `${idPrefix}${schedule.called ?? step}:${schedule.about(due)}`;
}
export const backfillId = ({ idPrefix }: Named, { from, to }: DateRange) =>
  `${idPrefix}backfill:${from === to ? from : `${from}..${to}`}`;
/** A retrain for what changed by a day. */
export const driftRetrainId = ({ idPrefix }: Named, { date, stream }: { date: IsoDate; stream: string }) =>
  `${idPrefix}retrain:${date}:${stream}`;
/** Of the review of a candidate. */
export const reviewId = ({ idPrefix }: Named, candidateId: string) => `${idPrefix}${REVIEW}${candidateId}`;
/** The candidate that a review of this home is of; undefined for what is none. */
export const reviewedIn = ({ idPrefix }: Named, workflowId: string) =>
  workflowId.startsWith(`${idPrefix}${REVIEW}`)
    ? workflowId.slice(idPrefix.length + REVIEW.length)
    : undefined;
/** Of the deployment of a model. */
export const deploymentId = ({ idPrefix }: Named, modelId: string) => `${idPrefix}${DEPLOYMENT}${modelId}`;
/** The model that a deployment of this home is of; undefined for what is none. */
export const deployedIn = ({ idPrefix }: Named, workflowId: string) =>
  workflowId.startsWith(`${idPrefix}${DEPLOYMENT}`)
    ? workflowId.slice(idPrefix.length + DEPLOYMENT.length)
    : undefined;
/** Of a message by one way; `request`: it is sent again. */
export const messageId = (
  { idPrefix }: Named,
  { kind, subject, way, request }: { kind: string; subject: string; way: string; request?: string },
) => `${idPrefix}message:${kind}:${subject}:${way}${request === undefined ? '' : `:${request}`}`;
/** Of what a person said by a way. */
export const replyId = ({ idPrefix }: Named, { way, update }: { way: string; update: number }) =>
  `${idPrefix}reply:${way}:${update}`;
/** Also the id of the schedule. A schedule appends the time it was due to the id of what it starts. */
export const scheduleId = ({ idPrefix }: Named, schedule: string) => `${idPrefix}${SCHEDULE}${schedule}`;
/** What a schedule starts; the server appends the time it was due. */
export const scheduledId = (named: Named, schedule: string) => `${scheduleId(named, schedule)}:run`;
/** What a person starts in a schedule's place. */
export const byHandId = (named: Named, schedule: string) => `${scheduleId(named, schedule)}${BY_HAND}`;
/** Whether a workflow was started by a schedule, and not by a person in its place. */
export const isScheduled = (storeId: string, workflowId: string) =>
  withoutStore(storeId, workflowId).startsWith(SCHEDULE) && !workflowId.endsWith(BY_HAND);

/** A workflow's id as people read it: without what the store's ids begin with. */
export function withoutStore(storeId: string, workflowId: string): string {
  const { idPrefix = '' } =
    [byEarlierVersion(storeId), onCluster(storeId)].find((one) => workflowId.startsWith(one.idPrefix)) ?? {};
  return workflowId.slice(idPrefix.length);
}
