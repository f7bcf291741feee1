import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { changeOn } from '../../domain/registry/registry.js';
import { toSecond } from '../../domain/time/to-second.js';
import { registryIn } from '../../store/derived/algorithm.js';
import { sessionAhead } from '../../store/derived/current-algorithm.js';
import { tableRows } from '../../store/exports/table-rows.js';
import { namedAs } from '../error-problem.js';
import type { Commands } from '../commands.js';
import type { ApiParts, Bearer } from '../parts.js';
import { LOOP, route, type Asked } from '../route.js';
import { text } from '../shapes/fields.js';

const answer = z.object({
  status: z.literal('success'),
  version: z.string(),
  change_id: z.string(),
  run_id: z.string(),
});
const version = text(64).optional();
const problems = ['not-found', 'not-running'] as const;

export const rollBackAlgorithm = route({
  method: 'post',
  path: `${LOOP}/algorithm/rollback`,
  scope: 'admin',
  summary: 'An earlier version in force again; without a name the one before',
  inPath: z.object({}),
  parameters: z.object({ to_version: version, reason: text(1_000).min(1) }),
  answer,
  problems: [...problems, 'already-in-force'],
  async handle({ given: { to_version = null, reason }, bearer, parts, at }) {
    const change = { change: 'rollback', version: to_version, reason } as const;
    const said = { ...saidNow({ bearer, parts }), ...change };
    const slugs = { Conflict: 'already-in-force' } as const;
    return answered(namedAs({ slugs, current: inForce(at) }, parts.commands.changeAlgorithm(said)));
  },
});

export const keepAlgorithm = route({
  method: 'post',
  path: `${LOOP}/algorithm/keep`,
  scope: 'admin',
  summary: 'The version that is watched stays for good',
  inPath: z.object({}),
  parameters: z.object({ version, reason: text(1_000).optional() }),
  answer,
  problems: [...problems, 'not-pending'],
  async handle({ given: { version: named = null, reason = null }, bearer, parts, at }) {
    const said = { ...saidNow({ bearer, parts }), change: 'keep', version: named, reason } as const;
    const slugs = { Conflict: 'not-pending' } as const;
    return answered(namedAs({ slugs, current: inForce(at) }, parts.commands.changeAlgorithm(said)));
  },
});

/** The version in force on the next session, and the change that brought it, as the lists of them have both. */
function inForce(at: Asked<unknown, unknown>['at']) {
  return () =>
    at(async (moment) => {
      const change = changeOn(registryIn(moment.journal), await sessionAhead(moment.warehouse));
      const row = async (table: string, column: string, value: string) =>
        (await tableRows(moment, { table, where: [[column, value]] })).rows[0] ?? null;
      return {
        current: {
          version: await row('algorithm_versions', 'version', change.to_version),
          change: await row('algorithm_changes', 'change_id', change.change_id),
        },
      };
    });
}

/** Who asks for a change, and when. */
function saidNow({ bearer, parts }: { bearer: Bearer | null; parts: Pick<ApiParts, 'clock'> }) {
  return { at: toSecond(parts.clock()), by: bearer?.name ?? '', effective: null, request: randomUUID() };
}

async function answered(
  changing: ReturnType<Commands['changeAlgorithm']>,
): Promise<{ document: z.infer<typeof answer> }> {
  const { change, version, run_id } = await changing;
  return { document: { status: 'success', version, change_id: change.change_id, run_id } };
}
