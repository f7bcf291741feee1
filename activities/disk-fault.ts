import { types } from 'node:util';
import { DiskFault } from '../domain/errors.js';
import { fullText } from '../store/home/disk.js';

const FULL = new Set(['EDQUOT', 'ENOSPC']);
const CLOSED = new Set(['EACCES', 'EPERM', 'EROFS']);
const CODES = new Set([
  ...[...FULL, ...CLOSED],
  ...['EFBIG', 'EIO', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR'],
]);
/** How DuckDB says the same, and that it has given up a database which it could not write. */
const FULL_MESSAGE = /No space left on device/;
const CLOSED_MESSAGE = /^IO Error: Cannot open file .*: (Permission denied|Read-only file system)/;
const MESSAGES = /^IO Error: |database has been invalidated/;

/**
 * An error of the file system, by that name; any other as it is. `dir` is the folder that was worked in, a home or
 * another: of a full disk the error says how much room is left there, of one that cannot be written what to do.
 */
export function nameDiskFault(error: unknown, dir: string): unknown {
  if (!types.isNativeError(error) || error instanceof DiskFault) return error;
  const { code = '', message, path = dir } = error as NodeJS.ErrnoException;
  const [reason] = message.split('\n', 1);
  if (FULL.has(code) || FULL_MESSAGE.test(message)) return new DiskFault(`${fullText(dir)} (${reason})`);
  if (path.startsWith(dir) && (CLOSED.has(code) || CLOSED_MESSAGE.test(message)))
    return new DiskFault(`${dir} cannot be written: choose a folder that you may write (${reason})`);
  return CODES.has(code) || MESSAGES.test(message) ? new DiskFault(message) : error;
}
