import { z } from '@hono/zod-openapi';
import { tableRows } from '../../store/exports/table-rows.js';
import { modelIds } from '../../store/home/model-folders.js';
import { calibrationOf, judgementIds } from '../../store/pages/model-evidence.js';
import { Problem } from '../problem.js';
import { readThen } from '../read-then.js';
import { LOOP } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { evaluation, type EvaluationShape } from '../shapes/learning.js';
import { modelFiles } from '../shapes/model-files.js';
import { model, named } from './models.js';

/** So many are given, the last ones: a model that learns by the hour is judged by the hour. */
const MOST = 1_000;

const share = z.number().min(0).max(1);

export const modelEvaluations = readThen({
  path: `${LOOP}/models/{model}/evaluations`,
  scope: 'read',
  summary: `How a model was judged, the oldest first, the last ${MOST}; \`limit\` is what \`evidence\` has to reach. And how often it was right where it said so much`,
  inPath: z.object({ model }),
  parameters: z.object({}),
  answer: z.object({
    evaluations: z.array(evaluation.extend({ limit: z.number() })),
    calibration: z.array(
      z.object({
        ...{ p_low: share, p_high: share, n: z.int().min(0) },
        ...{ mean_p: share.nullable(), rate: share.nullable() },
      }),
    ),
    as_of: asOf,
  }),
  problems: ['not-found'],
  beside: modelFiles,
  async prepare(moment, { path, beside }) {
    const { warehouse, home } = moment;
    const { model_id } = await named(home, path.model);
    const ids = await judgementIds(warehouse, { model_id, limit: MOST });
    if (ids.length === 0 && !(await modelIds(home)).includes(model_id))
      throw new Problem('not-found', 'no such model');
    const { rows } = await tableRows(moment, { table: 'model_evaluations', ids });
    const judged = new Map(rows.map((row) => [row['evaluation_id'], row as unknown as EvaluationShape]));
    const document = {
      evaluations: ids.flatMap((id) => {
        const row = judged.get(id);
        return row === undefined ? [] : [{ ...row, limit: Math.log(1 / row.alpha) }];
      }),
      calibration: await calibrationOf(warehouse, model_id),
      as_of: await asOfMoment(moment, beside),
    };
    return () => Promise.resolve(document);
  },
});
