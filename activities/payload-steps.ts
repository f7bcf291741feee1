import { z } from 'zod';
import { keyedFields } from '../domain/keyed-fields.js';
import { patchSchema } from '../domain/algorithm/parameter-patch.js';
import { TradeloopError } from '../domain/errors.js';
import { PERSONS_CAUSES, PERSONS_EXCLUSIONS, REASON_CODES } from '../domain/matching/said-codes.js';
import { parseDecimal, ZERO } from '../domain/number/decimal.js';
import { nameProblem, normalTime } from '../domain/records/record-fields.js';
import { parseWeek } from '../domain/time/iso-week.js';
import { mappingSchema } from '../ingest/mapping/mapping.js';
import type { Home } from '../store/home/home.js';
import { isoDate } from '../store/home/iso-date.js';
import { checkedInput } from './checked-input.js';
import { orRefused } from './import/import-each.js';
import { isKept, stagedPath, unstageFile } from './import/staging-folder.js';
import { frozenWindow, retrainInput, trainInput } from './train-input.js';
import type { FileOutcome, StagedImport } from './import-reports.js';
import type { PayloadSteps, Steps } from './steps.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256');
const isoWeek = z.string().refine((text) => parseWeek(text) !== undefined, 'not an ISO week');
const account = z
  .string()
  .refine((text) => nameProblem(text) === undefined, 'not a name')
  .nullable();
const versionName = z.string().min(1).max(64);
const range = z.object({ from: isoDate, to: isoDate });

const stagedImport = z.object({
  sha256,
  givenPath: z.string().max(4_096),
  account,
  coveredThrough: isoDate.nullable(),
  mapping: mappingSchema.optional(),
  request: z.string().max(1_000).optional(),
});

const id = z.string().min(1).max(200);
const said = {
  by: z.string().refine((text) => nameProblem(text) === undefined, 'not a name'),
  at: z.string().refine((text) => normalTime(text) === text, 'not an instant in UTC or a date'),
};
const note = z.string().max(10_000).nullable();
const modelChange = { at: said.at, seq: z.int().min(0), reason: note, ...keyedFields };
const algorithmChange = {
  ...said,
  effective: isoDate.nullable(),
  request: z.string().min(1).max(100),
  idempotency_key: keyedFields.idempotency_key,
};
const matchSaying = z.discriminatedUnion('say', [
  z.object({
    ...said,
    say: z.literal('reason'),
    id,
    code: z.enum(REASON_CODES).nullable(),
    note,
    cause: z.enum(PERSONS_CAUSES).nullable(),
  }),
  z.object({
    ...said,
    say: z.literal('review'),
    ids: z.union([z.array(id).min(1).max(1_000), z.literal('all')]),
    through: isoDate.nullable(),
  }),
  z.object({ ...said, say: z.literal('exclude'), id, reason: z.enum(PERSONS_EXCLUSIONS), note }),
  z.object({ ...said, say: z.literal('include'), id }),
  z.object({
    ...said,
    say: z.literal('link'),
    recommendation_id: id,
    execution_ids: z.array(id).min(1).max(1_000),
  }),
  z.object({ ...said, say: z.literal('unlink'), id }),
]);

/** What a payload may ask of each step. Names beyond these are left out. */
const INPUTS = {
  importFile: stagedImport,
  importFiles: z.object({ files: z.array(stagedImport).max(1_000) }),
  unstageFiles: z.object({ hashes: z.array(sha256).max(10_000) }),
  retractImport: z.object({ fileSha256: sha256, account: z.string().min(1).max(64).optional() }),
  adviseRange: range.extend({
    account,
    algorithm: versionName.nullish(),
    holdout: z.number().gt(0).lt(1).nullish(),
  }),
  reconcileRange: range.partial(),
  trackOutcomes: z.object({ through: isoDate.optional() }),
  aggregateWeek: z.object({
    week: isoWeek.optional(),
    missed: z.array(isoWeek).optional(),
    range: range.optional(),
    tell: z.literal(false).optional(),
  }),
  aggregateWeeks: z.object({ weeks: z.array(isoWeek), tell: z.boolean() }),
  sendMorning: z.object({
    day: isoDate.optional(),
    failed: z.array(z.object({ step: z.string().max(100), message: z.string().max(10_000) })).optional(),
  }),
  decideCandidate: z.object({
    ...said,
    id,
    decision: z.enum(['implement', 'defer', 'reject']),
    revision: z.int().nullable(),
    until: isoDate.nullable(),
    reason: note,
    effective: isoDate.nullable(),
    acceptCost: z.boolean(),
    watchWeeks: z.int().min(1).max(999),
    onBreach: z.enum(['revert', 'propose']),
    weeklyLossLimit: z
      .string()
      .refine((text) => (parseDecimal(text) ?? ZERO) > ZERO, 'not an amount above zero')
      .nullable(),
    isAtGiven: z.boolean(),
    ...keyedFields,
  }),
  reviewState: z.object({ candidateId: id }),
  openReviews: z.object({}),
  changeAlgorithm: z.discriminatedUnion('change', [
    z.object({
      ...algorithmChange,
      change: z.literal('rollback'),
      version: versionName.nullable(),
      reason: note,
    }),
    z.object({
      ...algorithmChange,
      change: z.literal('keep'),
      version: versionName.nullable(),
      reason: note.optional(),
    }),
    z.object({
      ...algorithmChange,
      change: z.literal('adopt'),
      version: versionName,
      file: z.string().max(4_096),
      text: z.string().max(1_000_000),
    }),
  ]),
  replayPatch: range.extend({
    patch: patchSchema,
    base: z.string().min(1).max(64).nullable(),
    underlyings: z.array(z.string().min(1).max(64)).max(1_000),
    lines: z.boolean(),
  }),
  updateScenarios: z.object({}),
  freezeTraining: retrainInput,
  trainModels: trainInput,
  traceFrontier: trainInput,
  judgeModels: z.object({
    window: frozenWindow,
    trained: z
      .object({
        ...{ model_id: id, beside: z.array(id).max(10), baselines: z.array(id).max(10) },
        ...{ folds: z.int(), purged: z.int(), embargoed: z.int(), epochs: z.int() },
        ...{ resumed_from: z.int().nullable(), seconds: z.number() },
      })
      .nullable(),
    at: said.at,
  }),
  updateOnline: z.object({
    weighting: z.enum(['pnl', 'advantage']),
    hours: z.int().min(1).max(1_000_000),
    asOf: said.at.nullable(),
    at: said.at,
  }),
  prepareMorning: z.object({ day: isoDate }),
  learnHour: z.object({
    hour: z.string().regex(/^\d{4}-\d{2}-\d{2}T(09|1[0-6])$/, 'not an hour of a session'),
  }),
  learnDay: z.object({ day: isoDate }),
  evaluateModel: z.object({ model: id.nullable(), incumbent: id.nullable() }),
  changeModel: z.discriminatedUnion('change', [
    z.object({ ...modelChange, change: z.literal('promote'), id, override: z.boolean() }),
    z.object({ ...modelChange, change: z.literal('rollback') }),
  ]),
  advanceDeployment: z.object({ modelId: id, begin: z.boolean(), asked: z.boolean().optional() }),
  approveDeployment: z.object({ ...modelChange, modelId: id, override: z.boolean() }),
  abortDeployment: z.object({ modelId: id, reason: z.string().max(1_000) }),
  openDeployments: z.object({}),
  exportTable: z.object({ table: z.string().max(100), format: z.enum(['parquet', 'jsonl', 'csv']) }),
  recordFacts: matchSaying,
  rebuildWarehouse: z.object({}),
  describeStore: z.object({}),
} satisfies Record<keyof PayloadSteps, z.ZodType>;

const REFUSED_KEPT_MS = 60_000;

/**
 * The steps for whoever reaches the workflow server, which knows no users: an input is checked before a step sees it,
 * and no path is taken from it. A file to import is named by its hash and lies in the home's staging folder, from which
 * it goes when the import has ended. What is refused stays for `keptMs`, for another import of it that was asked for
 * meanwhile, and for an attempt whose answer was lost; a fault of the disk leaves it for the next attempt. Throws
 * InvalidInput for an input that is none.
 */
export function payloadSteps(steps: Steps, home: Home, { keptMs = REFUSED_KEPT_MS } = {}): PayloadSteps {
  const unstage = (sha256: string) =>
    unstageFile(home, sha256, { olderThanMs: keptMs }).catch(() => undefined);
  const importStaged = async ({ sha256, ...asked }: StagedImport) => {
    const path = await stagedPath(home, sha256);
    try {
      const report = await steps.importFile({ ...asked, path });
      await unstageFile(home, sha256);
      return report;
    } catch (error) {
      if (error instanceof TradeloopError) setTimeout(() => void unstage(sha256), keptMs).unref();
      throw error;
    }
  };
  /** A copy that the home keeps elsewhere goes at once; the others stay for another attempt, until `unstageFiles`. */
  const importFiles = async ({ files }: { files: readonly StagedImport[] }) => {
    const outcomes: FileOutcome[] = [];
    for (const { sha256, ...asked } of files) {
      const importOne = async () => steps.importFile({ ...asked, path: await stagedPath(home, sha256) });
      outcomes.push(await orRefused(async () => ({ report: await importOne() })));
      if (await isKept(home, sha256)) await unstageFile(home, sha256);
    }
    return outcomes;
  };
  const unstageFiles = async ({ hashes }: { hashes: readonly string[] }) => {
    for (const hash of hashes) await unstageFile(home, hash);
  };
  const taken: PayloadSteps = { ...steps, importFile: importStaged, importFiles, unstageFiles };
  const checked = (Object.keys(INPUTS) as (keyof PayloadSteps)[]).map((name) => [
    name,
    async (given: unknown) =>
      (taken[name] as (input: unknown) => Promise<unknown>)(checkedInput(name, INPUTS[name], given)),
  ]);
  return Object.fromEntries(checked) as PayloadSteps;
}
