import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { currentText } from '../../domain/registry/current-file.js';
import { versionNamed, versionOn } from '../../domain/registry/registry.js';
import { registryIn } from '../../store/derived/algorithm.js';
import { sessionAhead } from '../../store/derived/current-algorithm.js';
import { tableRows } from '../../store/exports/table-rows.js';
import { Problem } from '../problem.js';
import { LOOP, read, route } from '../route.js';
import { text } from '../shapes/fields.js';
import { versionInForce } from '../version-in-force.js';

const row = z.record(z.string(), z.unknown());

export const algorithmVersions = read({
  path: `${LOOP}/algorithm/versions`,
  scope: 'read',
  summary: 'The versions of the algorithm, what changed when, and which is in force',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({
    versions: z.array(row),
    changes: z.array(row),
    current: z.string(),
    next: z.string().nullable(),
  }),
  problems: [],
  async answerFrom(moment) {
    const { rows: versions } = await tableRows(moment, { table: 'algorithm_versions' });
    const { rows: changes } = await tableRows(moment, { table: 'algorithm_changes' });
    const current = await versionInForce(moment);
    const ahead = await sessionAhead(moment.warehouse);
    const next = versionOn(registryIn(moment.journal), ahead).version;
    return { versions, changes, current, next: next === current ? null : next };
  },
});

export const algorithmParameters = route({
  method: 'get',
  path: `${LOOP}/algorithm/parameters`,
  scope: 'read',
  tag: 'thing',
  summary:
    'What the bot reads: the very bytes of the version in force on the next session, or of a named one',
  inPath: z.object({}),
  parameters: z.object({ version: text(64).optional() }),
  answer: z.object({ parameters: row, sha256: z.string(), version: z.string() }),
  problems: ['not-found'],
  async handle({ given: { version }, at, parts }) {
    const bytes =
      version === undefined
        ? await readFile(parts.home.currentAlgorithm, 'utf8')
        : await at(({ journal }) => {
            const named = versionNamed(registryIn(journal), version);
            if (named === undefined) throw new Problem('not-found', 'there is no version of this name');
            return Promise.resolve(currentText(named));
          });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { bytes, etag: `"${sha256}"` };
  },
});
