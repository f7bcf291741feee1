import { basename, resolve } from 'node:path';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import type { Answer } from './context.js';

/** A mapping proposed for a file, as the document and as the lines; what is left to the user stands on stderr. */
export async function suggest(paths: readonly string[]): Promise<Answer> {
  const [path, other] = paths;
  if (path === undefined || other !== undefined) throw new InvalidInput('--suggest is for one file');
  const { readHead } = await import('../activities/received-file.js');
  const { fieldsToFillIn, suggestMapping } = await import('../ingest/mapping/suggest-mapping.js');
  const { bytes } = await readHead(resolve(path));
  const known = await knownAs(bytes, path);
  const mapping = suggestMapping(bytes);
  const open = fieldsToFillIn(mapping).map((name) => `fields.${name}`);
  const notes = [
    ...(known === undefined ? [] : [`this is ${known}, which is imported as it is, without a mapping`]),
    'look over how times (format, zone) and numbers (decimal, sign) are read',
    ...(monthOrDayFirst(mapping) ? ['look over whether the month or the day comes first in its dates'] : []),
    ...(mapping.fields['account'] === undefined
      ? ['it names no account: import it with --account NAME']
      : []),
    ...(open.length > 0 ? [`to be filled in: ${open.join(', ')}`] : []),
  ];
  process.stderr.write(notes.map((note) => `${note}\n`).join(''));
  return { document: mapping, lines: JSON.stringify(mapping, null, 2).split('\n') };
}

function monthOrDayFirst({ fields: { executed_at: time } }: TableMapping): boolean {
  const formats = time && 'format' in time ? [time.format ?? []].flat() : [];
  return formats.some((format) => /^(M.d|d.M).y/.test(format));
}

async function knownAs(head: Uint8Array, path: string): Promise<string | undefined> {
  const { detectFormat } = await import('../ingest/formats.js');
  try {
    return detectFormat(head, basename(path)).name;
  } catch (error) {
    if (error instanceof FileRefused) return undefined;
    throw error;
  }
}
