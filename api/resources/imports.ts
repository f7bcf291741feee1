import { z } from '@hono/zod-openapi';
import { cursorOf, placeIn } from '../cursor.js';
import type { ListedImport } from '../parts.js';
import { Problem } from '../problem.js';
import { LOOP, read } from '../route.js';
import { date, text } from '../shapes/fields.js';

const count = z.int().min(0);
const entry = z
  .object({
    path: z.string(),
    sha256: z.string(),
    format: z.string(),
    lines: count,
    accepted: count,
    rejected: count,
    ignored: count,
    duplicates: count,
    reasons: z.record(z.string(), count),
    rejects_path: z.string().nullable(),
    covered_from: date.nullable(),
    covered_through: date.nullable(),
    cash: z.array(z.record(z.string(), z.unknown())),
    imported_at: z.string(),
    account: z.string().nullable(),
    accounts: z.array(z.string()),
    retracted: z.boolean(),
    in_force: z.boolean(),
  })
  .openapi('Import');

/** What a cursor holds: how many imports were left. */
const PLACE = z.tuple([z.int().min(0)]);

export const listImports = read({
  path: `${LOOP}/imports`,
  scope: 'read',
  summary: 'What was imported, the newest first',
  inPath: z.object({}),
  parameters: z.object({ limit: z.int().min(1).max(1_000).default(50), cursor: text(1_000).optional() }),
  answer: z.object({ imports: z.array(entry), next_cursor: z.string().nullable() }),
  problems: ['cursor-mismatch'],
  async answerFrom(moment, { given: { limit, cursor } }) {
    const list = { list: 'imports' };
    const { imports } = await moment.reads.imports();
    // Later ones come before: so many were there behind the page when it was given.
    const [left = imports.length] = cursor === undefined ? [] : placeIn(cursor, list, PLACE);
    const first = imports.length - left;
    const page = imports.slice(first, first + limit);
    const after = left - page.length;
    return { imports: page.map(shown), next_cursor: after > 0 ? cursorOf([after], list) : null };
  },
});

export const oneImport = read({
  path: `${LOOP}/imports/{sha256}`,
  scope: 'read',
  tag: 'thing',
  summary: 'The last import of a file, by its hash',
  inPath: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  parameters: z.object({}),
  answer: entry,
  problems: ['not-found'],
  async answerFrom(moment, { path }) {
    const { imports } = await moment.reads.imports();
    const found = imports.find(({ sha256 }) => sha256 === path.sha256);
    if (found === undefined) throw new Problem('not-found', 'no file with this hash is imported');
    return shown(found);
  },
});

/** A path of this machine is no business of who asks: the file's own name is. */
function shown(found: ListedImport): z.input<typeof entry> {
  const { rejects_path, cash } = found;
  return {
    path: nameOf(found.path),
    sha256: found.sha256,
    format: found.format,
    lines: found.lines,
    accepted: found.accepted,
    rejected: found.rejected,
    ignored: found.ignored,
    duplicates: found.duplicates,
    reasons: { ...found.reasons },
    rejects_path: rejects_path === null ? null : nameOf(rejects_path),
    covered_from: found.covered_from,
    covered_through: found.covered_through,
    cash: cash.map((totals) => ({ ...totals })),
    imported_at: found.imported_at,
    account: found.account,
    accounts: [...found.accounts],
    retracted: found.retracted,
    in_force: found.in_force,
  };
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
