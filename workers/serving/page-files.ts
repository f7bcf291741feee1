import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { PageFile } from '../../api/pages.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const NAMED_BY_HASH = /-[A-Z0-9]{8}\.\w+$/;
const toBrotli = async (bytes: Uint8Array) => new Uint8Array(await promisify(brotliCompress)(bytes));
const toGzip = async (bytes: Uint8Array) => new Uint8Array(await promisify(gzip)(bytes));

/** The files of the dashboard as they were built, by their names. */
export async function readPageFiles(folder: string): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const name of (await readdir(folder)).sort()) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const bytes = new Uint8Array(await readFile(join(folder, name)));
    files.set(name, {
      ...{ type, bytes, etag: `W/"${createHash('sha256').update(bytes).digest('hex')}"` },
      encoded: { br: await toBrotli(bytes), gzip: await toGzip(bytes) },
      isNamedByHash: NAMED_BY_HASH.test(name),
    });
  }
  return files;
}
