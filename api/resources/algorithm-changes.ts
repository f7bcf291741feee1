import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { toSecond } from '../../domain/time/to-second.js';
import { conflictAs } from '../error-problem.js';
import { LOOP, route } from '../route.js';
import { text } from '../shapes/fields.js';

const answer = z.object({
  status: z.literal('success'),
  version: z.string(),
  change_id: z.string(),
  run_id: z.string().nullable(),
});
const version = text(64).optional();
const problems = ['not-found', 'not-running', 'in-progress', 'idempotency-key-reused'] as const;

export const rollBackAlgorithm = route({
  method: 'post',
  path: `${LOOP}/algorithm/rollback`,
  scope: 'admin',
  summary: 'An earlier version in force again; without a name the one before',
  inPath: z.object({}),
  parameters: z.object({ to_version: version, reason: text(1_000).min(1) }),
  answer,
  problems: [...problems, 'already-in-force'],
  async handle({ given: { to_version = null, reason }, bearer, parts }) {
    const said = {
      at: toSecond(parts.clock()),
      by: bearer?.name ?? '',
      effective: null,
      request: randomUUID(),
    };
    const { change, version: now } = await conflictAs(
      'already-in-force',
      parts.commands.changeAlgorithm({ ...said, change: 'rollback', version: to_version, reason }),
    );
    return { document: { status: 'success', version: now, change_id: change.change_id, run_id: null } };
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
  async handle({ given: { version: named = null }, bearer, parts }) {
    const said = {
      at: toSecond(parts.clock()),
      by: bearer?.name ?? '',
      effective: null,
      request: randomUUID(),
    };
    const { change, version: now } = await conflictAs(
      'not-pending',
      parts.commands.changeAlgorithm({ ...said, change: 'keep', version: named }),
    );
    return { document: { status: 'success', version: now, change_id: change.change_id, run_id: null } };
  },
});
