import { z } from '@hono/zod-openapi';
import { servingNames } from '../../domain/learning/models/registry.js';
import { toSecond } from '../../domain/time/to-second.js';
import { readRegistry } from '../../store/home/model-registry.js';
import { namedAs } from '../error-problem.js';
import type { ModelChange } from '../commands.js';
import type { ApiParts } from '../parts.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { text } from '../shapes/fields.js';

const answer = z.object({
  status: z.literal('success'),
  message: z.string(),
  seq: z.int(),
  champion: z.string().nullable(),
  previous: z.string().nullable(),
  manifest_sha256: z.string().nullable(),
});
const problems = ['not-promotable', 'not-running'] as const;

export const promoteModel = route({
  method: 'post',
  path: `${LOOP}/models/{id}/promote`,
  scope: 'admin',
  summary: 'A model serves from now on; one that the gate has not blessed only with `override` and a reason',
  inPath: z.object({ id: text(100).regex(/^[A-Za-z0-9_-]+$/) }),
  parameters: z.object({ reason: text(1_000).optional(), override: z.boolean().default(false) }),
  answer,
  problems: [...problems, 'not-found'],
  async handle({ path: { id }, given: { reason = null, override }, parts }) {
    if (override && reason === null)
      throw new Problem('invalid-parameter', 'an override needs a reason', {
        errors: [{ in: 'query', name: 'reason', message: 'missing beside override' }],
      });
    const document = await changed(parts, { change: 'promote', id, override, reason });
    return { document: { ...document, message: `${document.champion} serves` } };
  },
});

export const rollBackModel = route({
  method: 'post',
  path: `${LOOP}/models/rollback`,
  scope: 'admin',
  summary: 'The model that served before serves again',
  inPath: z.object({}),
  parameters: z.object({ reason: text(1_000).optional() }),
  answer,
  problems,
  async handle({ given: { reason = null }, parts }) {
    const document = await changed(parts, { change: 'rollback', reason });
    const message = document.champion === null ? 'no model serves' : `${document.champion} serves`;
    return { document: { ...document, message } };
  },
});

const CONFLICT = { Conflict: 'not-promotable' } as const;

async function changed({ clock, commands, home }: ApiParts, change: ModelChange) {
  const seq = (await readRegistry(home)).at(-1)?.seq ?? 0;
  const asked = commands.changeModel({ ...change, at: toSecond(clock()), seq });
  // A model that is not there is not found; that there is none to go back to is no fault of who asks.
  const slugs =
    change.change === 'rollback' ? ({ ...CONFLICT, NotFound: 'not-promotable' } as const) : CONFLICT;
  const {
    seq: now,
    champion,
    previous,
    manifest_sha256,
  } = await namedAs(
    { slugs, current: async () => ({ current: servingNames(await readRegistry(home)) }) },
    asked,
  );
  return { status: 'success' as const, seq: now, champion, previous, manifest_sha256 };
}
