import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { nearestNames } from '../../domain/nearest-names.js';
import { areScenariosStale, scenariosMadeBy } from '../../store/derived/scenarios.js';
import { EXPORT_TABLES, MADE_WHEN_ASKED } from '../../store/exports/tables.js';
import { EXPORT_FORMATS, writeExport, type ExportFormat } from '../../store/exports/writer.js';
import { hashFile } from '../../store/lake/landing.js';
import { busy } from '../error-problem.js';
import { checkAccept, MEDIA_TYPES } from '../form.js';
import { inTurns } from '../in-turn.js';
import type { Moment } from '../parts.js';
import { waitMs } from '../prefer.js';
import { Problem } from '../problem.js';
import { LOOP, route, type Asked } from '../route.js';
import { failureProblem } from '../shapes/run.js';
import { text } from '../shapes/fields.js';

/** A large table takes longer than other reads may, so they do not wait behind it. */
const LONGEST_MS = 60_000;
const MOST_WAITING = 16;
const inTurn = inTurns();
let waiting = 0;

export const exportedTable = route({
  method: 'get',
  path: `${LOOP}/exports/{table}`,
  scope: 'read',
  gives: EXPORT_FORMATS,
  rate: 'step',
  tag: 'thing',
  summary: 'A table as `tradeloop export` writes it, byte for byte, as a file to be saved',
  inPath: z.object({ table: text(100).openapi({ example: 'matches' }) }),
  parameters: z.object({ format: z.enum(EXPORT_FORMATS).default('jsonl') }),
  answer: z.string(),
  problems: ['not-found', 'not-running'],
  async handle(asked) {
    const { path, given, request } = asked;
    checkAccept(request, [given.format]);
    if (!EXPORT_TABLES.includes(path.table))
      throw new Problem('not-found', `no such table; there are ${nearestNames(path.table, EXPORT_TABLES)}`);
    const wanted = { table: path.table, format: given.format };
    if (MADE_WHEN_ASKED.has(wanted.table)) await bringUpToDate(asked, wanted);
    const { bytes, size, sha256 } = await written(asked, wanted);
    return {
      stream: bytes,
      etag: `"${sha256}"`,
      headers: {
        'content-type': MEDIA_TYPES[wanted.format],
        'content-length': String(size),
        'content-disposition': `attachment; filename="${wanted.table}.${wanted.format}"`,
      },
    };
  },
});

interface Wanted {
  table: string;
  format: ExportFormat;
}
type Asking = Pick<Asked<unknown, unknown>, 'parts' | 'at' | 'request'>;

/** What no step of the night makes is made by the export itself, as on the command line. */
async function bringUpToDate({ parts, at, request }: Asking, wanted: Wanted): Promise<void> {
  const isStale = await at(
    async ({ warehouse }) =>
      (await scenariosMadeBy(warehouse)) === null || (await areScenariosStale(warehouse)),
  );
  if (!isStale) return;
  const { status, failure } = await parts.commands.ask({ step: 'export', input: wanted }, waitMs(request));
  if (failure !== null) throw failureProblem(failure);
  if (status === 'running') throw busy(`${wanted.table} are being made: ask again`);
}

/** Large tables are written one at a time. */
async function written(
  { parts: { moments }, request }: Asking,
  wanted: Wanted,
): ReturnType<typeof unnamedFile> {
  if (waiting >= MOST_WAITING) throw busy(`${MOST_WAITING} exports are waiting`);
  waiting += 1;
  const ended = AbortSignal.any([request.signal, AbortSignal.timeout(LONGEST_MS)]);
  try {
    return await inTurn(() => {
      if (ended.aborted) throw busy(`the export took over ${LONGEST_MS / 1_000} s`);
      return moments.at((moment) => unnamedFile(moment, wanted), ended);
    });
  } finally {
    waiting -= 1;
  }
}

/** The export as a file of this answer alone: it has no name any more, and is gone when it is read or given up. */
async function unnamedFile(
  moment: Moment,
  wanted: Wanted,
): Promise<{ bytes: ReadableStream<Uint8Array>; size: number; sha256: string }> {
  const path = join(moment.home.staging, randomUUID());
  try {
    await writeExport(moment, { ...wanted, path });
    const sha256 = await hashFile(path);
    const file = await open(path);
    const { size } = await file.stat();
    const bytes = Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>;
    return { bytes, size, sha256 };
  } finally {
    await rm(path, { force: true });
  }
}
