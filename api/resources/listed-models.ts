import { z } from '@hono/zod-openapi';
import { ALIASES } from '../../domain/learning/models/alias.js';
import type { LearningReport } from '../../domain/learning/report/learning-report.js';
import { tableRows } from '../../store/exports/table-rows.js';
import { readRegistry } from '../../store/home/model-registry.js';
import { computedOnce } from '../computed-once.js';
import type { Moment } from '../parts.js';
import { readThen } from '../read-then.js';
import { LOOP } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { evaluation, learningReport, type EvaluationShape } from '../shapes/learning.js';
import { modelFiles } from '../shapes/model-files.js';

const listed = z
  .object({
    model_id: z.string(),
    kind: z.string().nullable(),
    lineage: z.string().nullable(),
    parent: z.string().nullable(),
    spec_id: z.string().nullable(),
    aliases: z.array(z.enum(ALIASES)),
    verdict: evaluation.shape.verdict.nullable(),
    evidence: z.number().nullable(),
    evaluation: z.union([evaluation, z.null()]),
  })
  .openapi('Model');

const registered = z.object({
  seq: z.int(),
  alias: z.enum(ALIASES),
  model_id: z.string().nullable(),
  manifest_sha256: z.string().nullable(),
  evaluation_id: z.string().nullable(),
  at: z.string(),
  by: z.string(),
  reason: z.string().nullable(),
  as_of: z.string().nullable(),
});

/** Of all scenarios there are, in a thread of its own. */
const reports = computedOnce<LearningReport | null>();

export const listModels = readThen({
  path: `${LOOP}/models`,
  scope: 'read',
  summary:
    'The models with what the gate said of each last, who made which serve, and what is learned so far; `report` is null before anything is imported',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({
    models: z.array(listed),
    registry: z.array(registered),
    report: z.union([learningReport, z.null()]),
    as_of: asOf,
  }),
  problems: [],
  beside: modelFiles,
  async prepare(moment, { beside }) {
    const { models } = await moment.reads.models();
    const judged = await judgements(
      moment,
      models.flatMap(({ evaluation_id }) => evaluation_id ?? []),
    );
    // By which request a line came is no business of others.
    const registry = (await readRegistry(moment.home))
      .toReversed()
      .map(({ idempotency_key: _, request: __, ...line }) => line);
    const report = await reports(`${moment.generation} ${beside}`, () =>
      moment.prepared.learning().catch(noReport),
    );
    const as_of = await asOfMoment(moment, beside);
    return async () => ({
      models: models.map(({ evaluation_id, ...model }) => ({
        ...(model as Omit<z.input<typeof listed>, 'evaluation'>),
        evaluation: judged.get(evaluation_id ?? '') ?? null,
      })),
      registry,
      report: await report(),
      as_of,
    });
  },
});

async function judgements(moment: Moment, ids: readonly string[]): Promise<Map<string, EvaluationShape>> {
  const { rows } = await tableRows(moment, { table: 'model_evaluations', ids });
  return new Map(rows.map((row) => [row['evaluation_id'] as string, row as unknown as EvaluationShape]));
}

/** Before anything is imported, and where a file of learning is none, which `learn report` names. */
function noReport(error: unknown): () => Promise<null> {
  if (error instanceof Error && (error.name === 'NotFound' || error.name === 'FileRefused'))
    return () => Promise.resolve(null);
  throw error;
}
