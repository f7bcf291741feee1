import type { StoreDescription } from '../activities/import-reports.js';
import type { FailedStep } from '../activities/loop-reports.js';
import type { Chains, Steps } from '../activities/steps.js';
import { hourAsOf, hourAt } from '../domain/learning/hourly/learning-hour.js';
import { DEFAULT_CONFIG, DEFAULT_DAYS } from '../domain/learning/training/default-config.js';
import {
  closeTime,
  isSession,
  lastClosedSession,
  sessionOnOrAfter,
  sessionOnOrBefore,
} from '../domain/time/calendar.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import { parseWeek, weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { instantAt, NEW_YORK, wallClock } from '../domain/time/zone.js';
import { digest } from './digest.js';
import { datesDue, weeksMissed } from './due.js';
import { dayLines, hourLines, preparationLines } from './learning-lines.js';
import { PACIFIC, sessionClosed } from './logical-date.js';
import { evaluationLines, frontierLines, modelLines, onlineLines, retrainLines } from './model-lines.js';
import * as lines from './report-lines.js';
import type { About } from './search-attributes.js';
import { inWords, WORDS } from './words.js';

/** What runs by itself, a schedule each, in the order in which they follow one another. */
export const SCHEDULED_STEPS = [
  'reconcile',
  'outcomes',
  'night',
  'week',
  'morning',
  'hourly',
  'eod',
  'retrain',
] as const;

export type ScheduledStep = (typeof SCHEDULED_STEPS)[number];

type Activities = Steps & Chains;
type Activity = Exclude<keyof Activities, 'importFile'>;
type Input<A extends Activity> = Parameters<Activities[A]>[0];
type Report<A extends Activity> = Awaited<ReturnType<Activities[A]>>;

/** What a step's workflow is asked for, as plain values. */
export interface Asked<I> {
  storeId: string;
  /** What the ids of the steps before it begin with; not given by runs that version 0.1.0 started. */
  idPrefix?: string;
  input: I;
  /** The trading dates that the steps before it come first for; null: the step alone. */
  after: DateRange | null;
  /** How long to wait at first for an earlier step that is under way. */
  pauseSeconds: number;
}

interface Step<A extends Activity> {
  activity: A;
  /**
   * What of its input makes it other work: the end of its workflow's id. Undefined where all of it is the same work.
   */
  about(input: Input<A>): string | undefined;
  /** What its run is found by in the workflow UI, as far as its input says, … */
  marks?(input: Input<A>): About;
  /** … and the days as its report says them. */
  daysOf?(report: Report<A>): DateRange | undefined;
  lines(report: Report<A>): string[];
  /** Its input where the step before it failed: it runs all the same. Without this it fails too. */
  inSpiteOf?(input: Input<A>, failed: FailedStep): Input<A>;
  /** Its workflow, and the argument that takes; without one it is `askStep`. */
  workflow?: { type: string; argument(asked: Asked<Input<A>>): object };
}

/** What is due. */
export interface Due {
  dates: DateRange;
  /** When; null where another step has it come first, … */
  at: string | null;
  /** … and then so is this. */
  store: StoreDescription | null;
}

type Days = 'SATURDAY' | 'SUNDAY' | { start: 'MONDAY'; end: 'FRIDAY' };

interface Scheduled<A extends Activity> extends Step<A> {
  schedule: {
    /** The wall clock that it goes by, … */
    zone: string;
    /** … and when on that, as people read it and as the server does. */
    told: string;
    calendar: { dayOfWeek: Days; hour: number | { start: number; end: number }; minute?: number };
    /** What was missed while nothing ran is done later, if it is no older than this. */
    catchUp: '1 day' | '30 days';
    /**
     * The session that it is about when it is due at an instant, undefined on a day without one; by hand, which has no
     * time of its own, there always is one.
     */
    session(at: string, isByHand: boolean): IsoDate | undefined;
    /** The trading dates that are due with that session; undefined where nothing is imported. */
    dates(session: IsoDate, store: StoreDescription): DateRange | undefined;
    /** The step that comes before it, of the same trading dates. */
    after: ScheduledStep | null;
    /** What it is asked for then. */
    input(due: Due): Input<A>;
    /** The end of its id then. */
    about(due: Due): string;
    /** What its runs are called, where that is not the step's name. */
    called?: string;
  };
}

/** What a retrain is asked for that nobody says anything else of. */
export const USUAL_RETRAIN: Input<'retrainModel'> = {
  days: DEFAULT_DAYS,
  kind: null,
  config: DEFAULT_CONFIG,
  seed: 0,
};

const asked = <A extends Activity>(step: Step<A>): Step<A> => step;
const scheduled = <A extends Activity>(step: Scheduled<A>): Scheduled<A> => step;

/** Where the person is who reads what the nightly steps write. */
const NIGHTLY = {
  zone: PACIFIC,
  catchUp: '30 days',
  session: (at: string, isByHand: boolean) => (isByHand ? lastClosedSession(at) : sessionClosed(at, PACIFIC)),
  dates: datesDue,
} as const;
/** The clock of the exchange, by which learning goes; what is older than a day is learned with what comes next. */
const BY_THE_EXCHANGE = { zone: NEW_YORK, catchUp: '1 day', after: null } as const;
const WEEKDAYS = { dayOfWeek: { start: 'MONDAY', end: 'FRIDAY' } } as const;

/**
 * The steps by the names that people know: what the ids of their workflows, the schedules, their starter, what is
 * marked in the workflow UI and the steps of a running system are made from. Beside them stand `importFiles` and
 * `backfill`, whose workflows are more than one step.
 */
export const STEPS = {
  retract: asked({
    activity: 'retractImport',
    about: ({ fileSha256, account }) => (account === undefined ? fileSha256 : `${fileSha256}:${account}`),
    marks: ({ account }) => ({ accounts: accountsOf(account) }),
    lines: lines.retractLines,
  }),
  advise: asked({
    activity: 'adviseRange',
    about: ({ account, algorithm = null, holdout = null, ...range }) =>
      [named(range), account, algorithm, holdout].filter((part) => part !== null).join(':'),
    marks: ({ account, from, to }) => ({ days: { from, to }, accounts: accountsOf(account) }),
    lines: lines.adviseLines,
  }),
  reconcile: scheduled({
    activity: 'reconcileRange',
    about: (range) => named(bothOf(range)),
    marks: (range) => ({ days: bothOf(range) ?? undefined }),
    daysOf: ({ from, to }) => ({ from, to }),
    lines: lines.reconcileLines,
    workflow: {
      type: 'nightlyReconciliation',
      argument: ({ storeId, input }) => ({ storeId, range: bothOf(input) }),
    },
    schedule: {
      ...NIGHTLY,
      told: 'Mon–Fri 21:00',
      calendar: { ...WEEKDAYS, hour: 21 },
      after: null,
      input: ({ dates }) => dates,
      about: lastOf,
    },
  }),
  outcomes: scheduled({
    activity: 'trackOutcomes',
    about: ({ through }) => through ?? 'new',
    marks: ({ through }) => ({ days: dayOf(through) }),
    daysOf: ({ through }) => dayOf(through),
    lines: lines.outcomesLines,
    workflow: {
      type: 'outcomeTracking',
      argument: ({ input, ...run }) => ({ ...run, through: input.through ?? null }),
    },
    schedule: {
      ...NIGHTLY,
      told: 'Mon–Fri 22:00',
      calendar: { ...WEEKDAYS, hour: 22 },
      after: 'reconcile',
      input: ({ dates: { to } }) => ({ through: to }),
      about: lastOf,
    },
  }),
  night: scheduled({
    activity: 'sendMorning',
    about: ({ day }) => day ?? 'new',
    marks: ({ day }) => ({ days: dayOf(day) }),
    daysOf: ({ day }) => dayOf(day ?? undefined),
    lines: lines.morningLines,
    inSpiteOf: (input, failed) => ({ ...input, failed: [...(input.failed ?? []), failed] }),
    schedule: {
      ...NIGHTLY,
      told: 'Mon–Fri 23:00',
      calendar: { ...WEEKDAYS, hour: 23 },
      after: 'outcomes',
      input: ({ dates: { to } }) => ({ day: to }),
      about: lastOf,
    },
  }),
  week: scheduled({
    activity: 'aggregateWeek',
    // Where nobody is to hear of it, it is not joined by who wants to.
    about: ({ week, range, tell }) => `${week ?? named(range ?? null)}${tell === false ? ':kept' : ''}`,
    marks: ({ week, range }) => ({ days: week === undefined ? range : sessionsOf(week) }),
    daysOf: ({ week }) => sessionsOf(week),
    lines: lines.weekLines,
    workflow: {
      type: 'weeklyAggregation',
      argument: ({ input: { week, missed, range, tell }, ...run }) => ({
        ...run,
        ...(tell === false && { tell }),
        week: week ?? null,
        missed: missed ?? [],
        range: range ?? null,
      }),
    },
    schedule: {
      ...NIGHTLY,
      told: 'Sat 09:00',
      zone: PACIFIC,
      calendar: { dayOfWeek: 'SATURDAY', hour: 9 },
      session: lastClosedSession,
      after: 'outcomes',
      input: ({ dates: { to }, store }) => {
        const week = weekOf(to);
        return { week, missed: store === null ? [] : weeksMissed(week, store) };
      },
      about: ({ dates: { to } }) => weekOf(to),
    },
  }),
  morning: scheduled({
    activity: 'prepareMorning',
    about: ({ day }) => day,
    marks: ({ day }) => ({ days: dayOf(day) }),
    lines: preparationLines,
    workflow: { type: 'morningPrep', argument: (run) => run },
    schedule: {
      ...BY_THE_EXCHANGE,
      told: 'Mon–Fri 09:00',
      calendar: { ...WEEKDAYS, hour: 9 },
      session: (at, isByHand) => {
        const { date } = wallClock(at);
        return isByHand || isSession(date) ? sessionOnOrAfter(date) : undefined;
      },
      dates: onThatDay,
      input: ({ dates: { to } }) => ({ day: to }),
      about: lastOf,
    },
  }),
  hourly: scheduled({
    activity: 'learnHour',
    about: ({ hour }) => hour,
    marks: ({ hour }) => ({ days: dayOf(hourAsOf(hour).day) }),
    lines: hourLines,
    workflow: { type: 'hourlyLearning', argument: (run) => run },
    schedule: {
      ...BY_THE_EXCHANGE,
      told: 'Mon–Fri 09:00 to 16:00 hourly',
      calendar: { ...WEEKDAYS, hour: { start: 9, end: 16 } },
      session: (at, isByHand) => {
        const { day } = hourAsOf(hourAt(at));
        return isByHand || day === wallClock(at).date ? day : undefined;
      },
      dates: onThatDay,
      input: (due) => ({ hour: hourOf(due) }),
      about: hourOf,
      called: 'hour',
    },
  }),
  eod: scheduled({
    activity: 'learnDay',
    about: ({ day }) => day,
    marks: ({ day }) => ({ days: dayOf(day) }),
    lines: dayLines,
    workflow: { type: 'endOfDay', argument: (run) => run },
    schedule: {
      ...BY_THE_EXCHANGE,
      told: 'Mon–Fri 16:30',
      calendar: { ...WEEKDAYS, hour: 16, minute: 30 },
      session: (at, isByHand) => (isByHand ? lastClosedSession(at) : sessionClosed(at, NEW_YORK)),
      dates: datesDue,
      input: ({ dates: { to } }) => ({ day: to }),
      about: lastOf,
    },
  }),
  algorithm: asked({
    activity: 'changeAlgorithm',
    about: ({ change, version, effective }) =>
      [change, version, effective].filter((part) => part !== null).join(':'),
    lines: lines.algorithmLines,
  }),
  replay: asked({
    activity: 'replayPatch',
    about: ({ patch, base, underlyings, from, to }) =>
      [named({ from, to }), base ?? '', ...underlyings, digest(JSON.stringify(patch))].join(':'),
    marks: ({ from, to }) => ({ days: { from, to } }),
    lines: lines.replayLines,
  }),
  decide: asked({
    activity: 'decideCandidate',
    about: ({ id, decision, until }) => [id, decision, until].filter((part) => part !== null).join(':'),
    lines: lines.decideLines,
  }),
  learn: asked({
    activity: 'updateScenarios',
    about: () => undefined,
    lines: lines.scenariosLines,
  }),
  retrain: scheduled({
    activity: 'retrainModel',
    about: ({ days, kind, config, seed, basis }) =>
      [days, kind ?? 'best', digest(JSON.stringify(config)), seed, ...(basis ? [basis] : [])].join(':'),
    lines: retrainLines,
    workflow: {
      type: 'fullRetrain',
      argument: ({ storeId, idPrefix, input }) => ({ storeId, idPrefix, input }),
    },
    schedule: {
      told: 'Sun 01:00',
      zone: NEW_YORK,
      calendar: { dayOfWeek: 'SUNDAY', hour: 1 },
      catchUp: '30 days',
      session: lastClosedSession,
      dates: onThatDay,
      after: null,
      input: () => USUAL_RETRAIN,
      about: ({ dates: { to } }) => weekOf(to),
    },
  }),
  frontier: asked({
    activity: 'frontier',
    about: ({ days, config, seed }) => [days, digest(JSON.stringify(config)), seed].join(':'),
    lines: frontierLines,
    workflow: {
      type: 'tasteFrontier',
      argument: ({ storeId, input }) => ({ storeId, input }),
    },
  }),
  update: asked({
    activity: 'updateOnline',
    about: ({ weighting, hours, asOf }) => [weighting, hours, asOf ?? 'new'].join(':'),
    lines: onlineLines,
  }),
  evaluate: asked({
    activity: 'evaluateModel',
    about: ({ model, incumbent }) => [model ?? 'shadow', incumbent ?? 'champion'].join(':'),
    lines: evaluationLines,
  }),
  model: asked({
    activity: 'changeModel',
    about: (input) => `${input.change}:${input.change === 'promote' ? input.id : ''}:${input.seq}`,
    lines: modelLines,
  }),
  export: asked({
    activity: 'exportTable',
    about: ({ table, format }) => `${table}.${format}`,
    lines: lines.exportLines,
  }),
  facts: asked({
    activity: 'recordFacts',
    about: ({ say, ...input }) => `${say}:${digest(JSON.stringify(input))}`,
    lines: lines.factsLines,
  }),
  rebuild: asked({
    activity: 'rebuildWarehouse',
    about: () => undefined,
    lines: lines.rebuildLines,
  }),
};

export type StepName = keyof typeof STEPS;
type ActivityOf<S extends StepName> = (typeof STEPS)[S]['activity'];
export type InputOf<S extends StepName> = Input<ActivityOf<S>>;
export type ReportOf<S extends StepName> = Report<ActivityOf<S>>;

/** A row of the table, for who goes through them whatever they take and give. */
export function stepNamed<S extends StepName>(name: S): Step<ActivityOf<S>> {
  return STEPS[name] as unknown as Step<ActivityOf<S>>;
}

export function scheduledNamed<S extends ScheduledStep>(name: S): Scheduled<ActivityOf<S>> {
  return STEPS[name];
}

/** A step's workflow by its type, its argument, and what it is asked to do in words. */
export function workflowOf<S extends StepName>(
  step: S,
  run: Asked<InputOf<S>>,
): { type: string; args: [object]; summary: string } {
  const { workflow, activity } = stepNamed(step);
  const { asked } = WORDS[activity] as { asked: (input: InputOf<S>) => string };
  const summary = inWords(() => asked(run.input));
  return workflow
    ? { type: workflow.type, args: [workflow.argument(run)], summary }
    : { type: 'askStep', args: [{ step, ...run }], summary };
}

function lastOf({ dates: { to } }: Due): IsoDate {
  return to;
}

/** The hour that is learned, by when it is due. */
function hourOf({ dates, at }: Due): string {
  return hourAt(at ?? instantAt(dates.to, closeTime(dates.to)));
}

/** Whatever is imported by then. */
function onThatDay(session: IsoDate, { known_through }: StoreDescription): DateRange | undefined {
  return known_through === null ? undefined : { from: session, to: session };
}

function bothOf({ from, to }: Partial<DateRange>): DateRange | null {
  return from === undefined || to === undefined ? null : { from, to };
}

function dayOf(day: IsoDate | undefined): DateRange | undefined {
  return day === undefined ? undefined : { from: day, to: day };
}

/** The first and the last session of a week. */
function sessionsOf(week: IsoWeek): DateRange | undefined {
  if (!parseWeek(week)) return undefined;
  const { from, to } = weekRange(week);
  return { from: sessionOnOrAfter(from), to: sessionOnOrBefore(to) };
}

function accountsOf(account: string | null | undefined): string[] {
  return account ? [account] : [];
}

/** A date, a range, or without either all that is new. */
function named(range: DateRange | null): string {
  if (range === null) return 'new';
  return range.from === range.to ? range.from : `${range.from}..${range.to}`;
}
