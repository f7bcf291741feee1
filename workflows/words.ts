/** What a run is asked to do and what came of it, in words: what a person reads in the workflow UI. */
import type { FileReport, StagedImport } from '../activities/import-reports.js';
import type { FrontierReport, RetrainReport } from '../activities/learning-reports.js';
import type { MatchSaying } from '../activities/loop-reports.js';
import type { Chains, PayloadSteps } from '../activities/steps.js';
import { hourText, stepText } from './learning-lines.js';
import { counted } from '../domain/counted.js';
import { deploymentText } from '../domain/learning/models/deployment-state.js';
import { printable } from '../domain/printable.js';
import { reviewText } from '../domain/registry/review-state.js';
import { addDays, type DateRange } from '../domain/time/dates.js';
import type { Refusal } from './refusal.js';

/**
 * What something is in words, or nothing: a report of an earlier version, or an input that somebody made by hand, may
 * lack what the words name, and no run fails by its words.
 */
export function inWords(say: () => string): string {
  try {
    return say();
  } catch {
    return '';
  }
}

interface Words<Input, Report> {
  asked: (input: Input) => string;
  result: (report: Report) => string;
}

type Said = PayloadSteps & Chains;

/** Of every step. What was asked is the summary of its activity, and of the run that does nothing else. */
export const WORDS: {
  [A in keyof Said]: Words<Parameters<Said[A]>[0], Awaited<ReturnType<Said[A]>>>;
} = {
  importFile: {
    asked: ({ givenPath, account }) => `Import ${fileName(givenPath)}${forAccount(account)}`,
    result: (report) => `${fileName(report.path)}: ${lineWords(report)}`,
  },
  importFiles: {
    asked: ({ files }) => {
      const names = [...new Set([files[0], files.at(-1)].map((file) => fileName(file?.givenPath ?? '')))];
      return `Import ${counted(files.length, 'file')}: ${names.join(' to ')}`;
    },
    result: (outcomes) => {
      const reports = outcomes.flatMap((outcome) => ('report' in outcome ? [outcome.report] : []));
      const refused = outcomes.length - reports.length;
      return `${counted(reports.length, 'file')} imported${refused > 0 ? `, ${refused} refused` : ''}: ${lineWords(sumOf(reports))}`;
    },
  },
  unstageFiles: {
    asked: ({ hashes }) => `Remove the copies of ${counted(hashes.length, 'file')}`,
    result: () => 'removed',
  },
  retractImport: {
    asked: ({ fileSha256, account }) => `Retract the import ${fileSha256.slice(0, 8)}${forAccount(account)}`,
    result: ({ records_removed }) => `${counted(records_removed, 'record')} removed`,
  },
  adviseRange: {
    asked: ({ account, algorithm, ...days }) =>
      `Advice of the reference algorithm${algorithm ? `, ${algorithm},` : ''} for ${span(days)}${forAccount(account)}`,
    result: ({ recommendations, sessions, ...days }) =>
      `${span(days)}: ${counted(recommendations, 'recommendation')} over ${counted(sessions, 'session')}`,
  },
  reconcileRange: {
    asked: ({ from, to }) =>
      `Match advice with trades: ${from === undefined || to === undefined ? 'all that is new or changed' : span({ from, to })}`,
    result: ({ matches_by_type, ...days }) => `${span(days)}: ${matchWords(matches_by_type)}`,
  },
  trackOutcomes: {
    asked: ({ through }) => `Lots, outcomes and counterfactuals through ${through ?? 'the last day known'}`,
    result: ({ through, outcomes, lots_open, counterfactuals }) =>
      `through ${through}: ${counted(outcomes, 'outcome')}, ${counted(lots_open, 'open lot')}, ` +
      counted(counterfactuals, 'counterfactual'),
  },
  aggregateWeek: {
    asked: ({ week, missed = [], range }) =>
      week === undefined
        ? `Publish ${range ? `the weeks of ${span(range)}` : 'all weeks that are not published'}`
        : `Publish week ${week}${missed.length > 0 ? ` and ${counted(missed.length, 'week')} missed before it` : ''}`,
    result: ({ week, revision, published, others }) =>
      `${week}: ${revision === null ? 'nothing to publish' : `revision ${revision}${published ? ' published' : ', unchanged'}`}` +
      `${others.length > 0 ? `, and ${counted(others.length, 'other week')}` : ''}`,
  },
  aggregateWeeks: {
    asked: ({ weeks }) => `Publish the weeks ${weeks[0] ?? ''} to ${weeks.at(-1) ?? ''}`,
    result: ({ matches_by_type, published, restated }) =>
      `${publishedWords(published, restated)}${matches_by_type ? `: ${matchWords(matches_by_type)}` : ''}`,
  },
  sendMorning: {
    asked: ({ day }) => `The morning's message after ${day ?? 'the last day known'}`,
    result: ({ day, sent, message }) =>
      `${day ?? 'nothing reconciled yet'}: ${message === null ? 'nothing to say' : sent ? 'sent' : 'was sent before'}`,
  },
  recordFacts: {
    asked: (saying) => sayingWords(saying),
    result: ({ facts }) => `${counted(facts, 'fact')} recorded`,
  },
  decideCandidate: {
    asked: ({ id, decision }) => `${DECISIONS[decision]} candidate ${id}`,
    result: ({ decision: { decision, until }, version, repeated }) =>
      `${DECIDED[decision]}${version === null ? '' : `, ${version}`}${until === null ? '' : ` until ${until}`}` +
      `${repeated ? ', as before' : ''}`,
  },
  reviewState: {
    asked: ({ candidateId }) => `Look how candidate ${candidateId} stands`,
    result: (state) => reviewText(state),
  },
  openReviews: {
    asked: () => 'Look which candidates wait for a person',
    result: ({ candidates }) => counted(candidates.length, 'candidate'),
  },
  changeAlgorithm: {
    asked: ({ change, version }) => `${CHANGES[change]} ${version ?? 'the version before'}`,
    result: ({ change: { to_version, effective_from, outcome } }) =>
      outcome === 'kept' ? `${to_version} is kept` : `${to_version} from ${effective_from} on`,
  },
  replayPatch: {
    asked: ({ patch: { changes }, base, from, to }) =>
      `Replay ${counted(changes.length, 'change')} of ${base ?? 'the version in force'} over ${span({ from, to })}`,
    result: ({
      document: { base, advices_changed, advices_total },
      decisions,
      diverged_before,
      diverged_after,
    }) =>
      `${base}: ${advices_changed} of ${advices_total} recommendations changed; of ${counted(decisions, 'decision')} ` +
      `${diverged_before} diverged, ${diverged_after} would`,
  },
  updateScenarios: {
    asked: () => 'Look what can be learned from the advice',
    result: ({ scenarios, changed }) =>
      `${counted(totalOf(scenarios), 'scenario')}, ${scenarios['labelled'] ?? 0} labelled; ${changed} changed`,
  },
  freezeTraining: {
    asked: ({ days }) => `Freeze what is known of the last ${counted(days, 'day')}`,
    result: ({ from, to, rows, scenarios_sha256 }) =>
      `${span({ from, to })}: ${counted(rows, 'labelled scenario')}, ${scenarios_sha256.slice(0, 8)}`,
  },
  trainModels: {
    asked: ({ asked: { kind }, window: { rows } }) =>
      `Train ${kind ?? 'a regression and a network'} on ${counted(rows, 'labelled scenario')}`,
    result: ({ model_id, epochs, resumed_from }) =>
      `${model_id}${epochs > 0 ? `, ${counted(epochs, 'epoch')}` : ''}` +
      `${resumed_from === null ? '' : `, gone on after epoch ${resumed_from}`}`,
  },
  judgeModels: {
    asked: ({ trained }) =>
      trained === null ? 'Say that there is too little to train on' : `Judge ${trained.model_id}`,
    result: ({ report }) => retrainWords(report),
  },
  retrainModel: {
    asked: ({ days, kind }) => `Train ${kind ?? 'a model'} on the last ${counted(days, 'day')}`,
    result: (report) => retrainWords(report),
  },
  traceFrontier: {
    asked: ({ window: { rows } }) => `Compare policies on ${counted(rows, 'labelled scenario')}`,
    result: (report) => frontierWords(report),
  },
  frontier: {
    asked: ({ days }) => `Find what taste costs by the last ${counted(days, 'day')}`,
    result: (report) => frontierWords(report),
  },
  updateOnline: {
    asked: ({ weighting, hours, asOf }) =>
      `${weighting === 'pnl' ? 'Learn' : 'Reinforce'} what ${counted(hours, 'hour')} before ${asOf ?? 'the last day known'} made known`,
    result: ({ model_id, samples, verdict }) =>
      model_id === null ? `${counted(samples, 'label')}: too few` : `${model_id}: ${verdict}`,
  },
  prepareMorning: {
    asked: ({ day }) => `Look whether all is there for ${day}`,
    result: ({ day, problems, sent }) =>
      `${day}: ${problems.length === 0 ? 'all is there' : counted(problems.length, 'problem')}${sent ? ', sent' : ''}`,
  },
  learnHour: {
    asked: ({ hour }) => `Learn what was known by ${hourText(hour)}`,
    result: ({ hour, step }) =>
      `${hourText(hour)}: ${step === null ? 'off, no account closes enough within a day' : stepText(step)}`,
  },
  learnDay: {
    asked: ({ day }) => `Learn what ${day} made known, and report`,
    result: ({ day, steps, retrain }) =>
      `${day}: ${steps.map(stepText).at(-1) ?? 'nothing'}${steps.length > 1 ? `, after ${counted(steps.length - 1, 'missed day')}` : ''}` +
      `${retrain.length === 0 ? '' : `; to be trained anew: ${retrain.map(({ stream }) => stream).join(', ')}`}`,
  },
  evaluateModel: {
    asked: ({ model, incumbent }) => `Judge ${model ?? 'the shadow'} beside ${incumbent ?? 'the champion'}`,
    result: ({ evaluation: { model_id, verdict, scored } }) =>
      `${model_id}: ${verdict} after ${counted(scored, 'scenario')}`,
  },
  changeModel: {
    asked: (input) =>
      input.change === 'promote' ? `Promote model ${input.id}` : 'Roll back to the model before',
    result: ({ champion }) => `${champion ?? 'no model'} serves`,
  },
  advanceDeployment: {
    asked: ({ modelId, begin }) =>
      `${begin ? 'Begin the deployment of' : 'Look how far the deployment is of'} ${modelId}`,
    result: (state) => deploymentText(state),
  },
  approveDeployment: {
    asked: ({ modelId, override }) => `${override ? 'Promote' : 'Approve'} model ${modelId}`,
    result: ({ champion, deployment }) => `${deploymentText(deployment)}; ${champion ?? 'no model'} serves`,
  },
  abortDeployment: {
    asked: ({ modelId }) => `Abort the deployment of ${modelId}`,
    result: (state) => deploymentText(state),
  },
  openDeployments: {
    asked: () => 'Look which models are being deployed',
    result: ({ models }) => counted(models.length, 'model'),
  },
  exportTable: {
    asked: ({ table, format }) => `Export ${table} as ${format}`,
    result: ({ table, rows }) => `${table}: ${counted(rows, 'row')}`,
  },
  rebuildWarehouse: {
    asked: () => 'Rebuild the warehouse from imports and journal',
    result: ({ imports, executions, recommendations, matches }) =>
      `${counted(imports, 'import')}: ${counted(executions, 'execution')}, ${counted(recommendations, 'recommendation')}, ` +
      `${matches} matches`,
  },
  describeStore: {
    asked: () => 'Look how far imports and steps have come',
    result: ({ imports, known_through }) =>
      `${counted(imports, 'import')}, known through ${known_through ?? 'no day'}`,
  },
};

const DECISIONS = { implement: 'Implement', defer: 'Defer', reject: 'Reject' };
const DECIDED = { implement: 'implemented', defer: 'deferred', reject: 'rejected' };
const CHANGES = { rollback: 'Roll back to', keep: 'Keep', adopt: 'Adopt' };

/** What the review of a candidate waits for. */
export const reviewWords = (candidateId: string) => `Wait for a decision about candidate ${candidateId}`;

/** What the deployment of a model is. */
export const deploymentWords = (modelId: string) =>
  `Deploy ${modelId}: shadow, approval, canary, then watch it`;

/** What of a backfill is asked for. */
export const backfillWords = (range: DateRange) =>
  `Backfill ${span(range)}: matches, outcomes, then the weeks`;

/** What a schedule starts. */
export const scheduledWords = (step: string) => `Run ${step} for the days that are due`;

/** Why nothing of a file was imported. */
export const refusedWords = ({ givenPath }: StagedImport, { message }: Refusal) =>
  `${fileName(givenPath)}: refused: ${printable(message)}`;

/** `2022-03-01`, a whole month as `2022-03`, else `2022-03-01 to 2022-03-15`. */
function span({ from, to }: DateRange): string {
  if (from === to) return from;
  const month = from.slice(0, 7);
  const isMonth = from.endsWith('-01') && to.startsWith(month) && !addDays(to, 1).startsWith(month);
  return isMonth ? month : `${from} to ${to}`;
}

/**
 * `82 matches, 6 changed, 11 rejected`: what the person did, with or without advice; not what nothing had to be done
 * about.
 */
function matchWords(byType: Readonly<Record<string, number>>): string {
  const { consent = 0, modify = 0, reject = 0, independent = 0, pending = 0 } = byType;
  const total = consent + modify + reject + independent;
  const open = pending === 0 ? '' : `${pending} pending`;
  if (total === 0) return open || 'no matches';
  return `${total} ${total === 1 ? 'match' : 'matches'}, ${modify} changed, ${reject} rejected${open && `, ${open}`}`;
}

function retrainWords({ model_id, rows, evaluation }: RetrainReport): string {
  const of = counted(rows, 'labelled scenario');
  return model_id === null
    ? `${of}: too few`
    : `${model_id} of ${of}: ${evaluation?.verdict ?? 'not judged'}`;
}

function frontierWords({ scenarios, cost }: FrontierReport): string {
  const of = counted(scenarios, 'decision');
  return cost === null ? `${of}: too few days` : `${of}: $${Math.round(cost.usd_month)} a month`;
}

function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

type Counts = Pick<FileReport, 'lines' | 'accepted' | 'rejected' | 'duplicates'>;

function sumOf(reports: readonly FileReport[]): Counts {
  const sum = (what: keyof Counts) => reports.reduce((total, report) => total + report[what], 0);
  return {
    lines: sum('lines'),
    accepted: sum('accepted'),
    rejected: sum('rejected'),
    duplicates: sum('duplicates'),
  };
}

function publishedWords(published: number, restated: number): string {
  const words = [
    ...(published > 0 ? [`${counted(published, 'week')} published`] : []),
    ...(restated > 0 ? [`${counted(restated, 'week')} published again`] : []),
  ];
  return words.join(', ') || 'weeks unchanged';
}

function lineWords({ lines, accepted, rejected, duplicates }: Counts): string {
  const others = [
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(duplicates > 0 ? [counted(duplicates, 'duplicate')] : []),
  ];
  return [`${accepted} of ${counted(lines, 'record')} accepted`, ...others].join(', ');
}

function forAccount(account: string | null | undefined): string {
  return account ? ` for account ${account}` : '';
}

/** A file's name without its folder, and without what would be a mark of the UI's markdown. */
function fileName(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  return printable(name).replaceAll(/[[\]<>`*|]/g, '?');
}

function sayingWords(saying: MatchSaying): string {
  switch (saying.say) {
    case 'reason':
      return `Reason of match ${saying.id}: ${saying.code ?? 'taken back'}`;
    case 'review':
      return saying.ids === 'all'
        ? 'Review all matches'
        : `Review ${counted(saying.ids.length, 'match', 'matches')}`;
    case 'exclude':
      return `Exclude match ${saying.id}: ${saying.reason}`;
    case 'include':
      return `Include match ${saying.id} again`;
    case 'link':
      return `Link advice ${saying.recommendation_id} to ${saying.execution_ids.join(', ')}`;
    case 'unlink':
      return `Unlink match ${saying.id}`;
  }
}
