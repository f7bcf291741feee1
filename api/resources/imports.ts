import { z } from '@hono/zod-openapi';
import { counted } from '../../domain/counted.js';
import type { ListedImport } from '../../domain/records/import-report.js';
import { nameProblem } from '../../domain/records/record-fields.js';
import { cursorOf, placeIn } from '../cursor.js';
import { waitMs } from '../prefer.js';
import { Problem } from '../problem.js';
import { LOOP, read, route } from '../route.js';
import { date, text } from '../shapes/fields.js';
import { importReport, reported, reportOfImport, shownFile } from '../shapes/imported.js';
import { reportOf, underWay } from '../shapes/run.js';

const path = `${LOOP}/imports`;
const ofFile = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const entry = reported
  .extend({
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
  path,
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
  path: `${path}/{sha256}`,
  scope: 'read',
  summary: 'The last import of a file, by its hash',
  inPath: ofFile,
  parameters: z.object({}),
  answer: entry,
  problems: ['not-found'],
  async answerFrom(moment, { path: { sha256 } }) {
    const { imports } = await moment.reads.imports();
    const found = imports.find((one) => one.sha256 === sha256);
    if (found === undefined) throw new Problem('not-found', 'no file with this hash is imported');
    return shown(found);
  },
});

const filename = text(255)
  .min(1)
  .regex(/^[^/\\]+$/, 'not a bare name')
  .refine((given) => given !== '.' && given !== '..', 'not a bare name');

const accountName = text(64).refine((given) => nameProblem(given) === undefined, 'not a name');

export const importFile = route({
  method: 'post',
  path,
  scope: 'decide',
  runs: true,
  takesFile: true,
  summary: 'Imports the file that is the body, of up to 1 GiB; `filename` is what it is called in the report',
  inPath: z.object({}),
  parameters: z.object({
    filename: filename.openapi({ example: 'robinhood.csv' }),
    account: accountName.optional(),
    covered_through: date.optional(),
  }),
  answer: importReport,
  problems: ['refused', 'not-running', 'unsupported-media-type', 'not-found'],
  async handle({ given, file, request, parts }) {
    const { filename: givenPath, account = null, covered_through: coveredThrough = null } = given;
    const input = { sha256: file, givenPath, account, coveredThrough };
    const run = await parts.commands.ask({ step: 'import', input }, waitMs(request));
    if (run.status === 'running') return underWay(run);
    return { document: reportOfImport(naming(givenPath, () => reportOf(run))) };
  },
});

/** The importer's own words do not say of which file. */
function naming<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Problem) || error.slug !== 'refused') throw error;
    const errors = [{ in: 'body' as const, name: file, message: error.detail }, ...(error.more.errors ?? [])];
    throw new Problem('refused', `${file}: ${error.detail}`, { errors });
  }
}

export const retractImport = route({
  method: 'delete',
  path: `${path}/{sha256}`,
  scope: 'admin',
  runs: true,
  summary: 'Retracts a file: its records go, but for those that other files have as well',
  inPath: ofFile,
  parameters: z.object({ account: accountName.optional() }),
  answer: z.object({
    status: z.literal('success'),
    message: z.string(),
    file_sha256: z.string(),
    imports: z.int(),
    records_removed: z.int(),
    run_id: z.string().nullable(),
  }),
  problems: ['not-found', 'not-running'],
  async handle({ path: { sha256: fileSha256 }, given: { account }, request, parts }) {
    const input = account === undefined ? { fileSha256 } : { fileSha256, account };
    const run = await parts.commands.ask({ step: 'retract', input }, waitMs(request));
    if (run.status === 'running') return underWay(run);
    const { file_sha256, imports, records_removed } = reportOf<Retracted>(run);
    const message = `${counted(records_removed, 'record')} removed`;
    const { run_id } = run;
    return {
      document: { status: 'success' as const, message, file_sha256, imports, records_removed, run_id },
    };
  },
});

/** What the step reports. */
interface Retracted {
  file_sha256: string;
  imports: number;
  records_removed: number;
}

function shown(found: ListedImport): z.input<typeof entry> {
  return {
    ...shownFile(found),
    imported_at: found.imported_at,
    account: found.account,
    accounts: [...found.accounts],
    retracted: found.retracted,
    in_force: found.in_force,
  };
}
