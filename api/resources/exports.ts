import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { nearestNames } from '../../domain/nearest-names.js';
import { areScenariosStale, scenariosMadeBy } from '../../store/derived/scenarios.js';
import { EXPORT_TABLES, MADE_OF_MODELS, MADE_WHEN_ASKED } from '../../store/exports/tables.js';
import { EXPORT_FORMATS, writeExport, type ExportFormat } from '../../store/exports/writer.js';
import type { Home } from '../../store/home/home.js';
import { hashFile } from '../../store/lake/landing.js';
import { atMost } from '../at-most.js';
import { busy } from '../error-problem.js';
import { hasAlready } from '../etag.js';
import { checkAccept, MEDIA_TYPES } from '../form.js';
import { inTurns } from '../in-turn.js';
import { kept, keptBefore } from '../kept.js';
import type { Moment } from '../parts.js';
import { Problem } from '../problem.js';
import { LOOP, route, type Asked } from '../route.js';
import { text } from '../shapes/fields.js';
import { modelFiles } from '../shapes/model-files.js';

/** A large table takes longer than other reads may, so they do not wait behind it. */
const LONGEST_MS = 60_000;
const MOST_WAITING = 16;
const inTurn = inTurns();
const waiting = atMost(MOST_WAITING, () => busy(`${MOST_WAITING} exports are waiting`));

export const exportedTable = route({
  method: 'get',
  path: `${LOOP}/exports/{table}`,
  scope: 'read',
  gives: EXPORT_FORMATS,
  tag: 'thing',
  summary:
    'A table as `tradeloop export` writes it, byte for byte, as a file to be saved. What that makes first comes as it was made last, under `X-Stale: true` where something has changed since',
  inPath: z.object({ table: text(100).openapi({ example: 'matches' }) }),
  parameters: z.object({ format: z.enum(EXPORT_FORMATS).default('jsonl') }),
  answer: z.string(),
  problems: ['not-found'],
  async handle(asked) {
    const { path, given, request, parts } = asked;
    checkAccept(request, [given.format]);
    if (!EXPORT_TABLES.includes(path.table))
      throw new Problem('not-found', `no such table; there are ${nearestNames(path.table, EXPORT_TABLES)}`);
    const wanted = { table: path.table, format: given.format };
    const known = keptBefore<string>(parts.moments.generation(), await named(wanted, parts.home));
    if (known !== undefined && hasAlready(request, known)) return { bytes: '', etag: known };
    const { bytes, size, etag, isStale } = await written(asked, wanted);
    return {
      stream: bytes,
      etag,
      headers: {
        'content-type': MEDIA_TYPES[wanted.format],
        'content-length': String(size),
        'content-disposition': `attachment; filename="${wanted.table}.${wanted.format}"`,
        ...(isStale && { 'x-stale': 'true' }),
      },
    };
  },
});

interface Wanted {
  table: string;
  format: ExportFormat;
}

/** As its tag is kept. */
async function named({ table, format }: Wanted, home: Home): Promise<string> {
  const beside = MADE_OF_MODELS.has(table) ? ` ${await modelFiles(home)}` : '';
  return `export ${table}.${format}${beside}`;
}

interface Written {
  bytes: ReadableStream<Uint8Array>;
  size: number;
  etag: string;
  /** Whether something has changed since what no step of the night makes was made, or it never was. */
  isStale: boolean;
}

/** Large tables are written one at a time. */
async function written(
  { parts: { moments }, request }: Pick<Asked<unknown, unknown>, 'parts' | 'request'>,
  wanted: Wanted,
): Promise<Written> {
  const ended = AbortSignal.any([request.signal, AbortSignal.timeout(LONGEST_MS)]);
  return waiting(() =>
    inTurn('export', () => {
      if (ended.aborted) throw busy(`the export took over ${LONGEST_MS / 1_000} s`);
      return moments.at((moment) => unnamedFile(moment, wanted), { signal: ended });
    }),
  );
}

/** The export as a file of this answer alone: it has no name any more, and is gone when it is read or given up. */
async function unnamedFile(moment: Moment, wanted: Wanted): Promise<Written> {
  const { warehouse } = moment;
  const isStale =
    MADE_WHEN_ASKED.has(wanted.table) &&
    ((await scenariosMadeBy(warehouse)) === null || (await areScenariosStale(warehouse)));
  const path = join(moment.home.staging, randomUUID());
  try {
    const name = await named(wanted, moment.home);
    await writeExport(moment, { ...wanted, path });
    const etag = await kept(moment, name, async () => `"${await hashFile(path)}"`);
    const file = await open(path);
    const { size } = await file.stat();
    const bytes = Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>;
    return { bytes, size, etag, isStale };
  } finally {
    await rm(path, { force: true });
  }
}
