import { types } from 'node:util';
import { DiskFault } from '../domain/errors.js';

const CODES = new Set([
  ...['EACCES', 'EDQUOT', 'EFBIG', 'EIO', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOSPC', 'ENOTDIR'],
  ...['EPERM', 'EROFS'],
]);
/** How DuckDB says the same, and that it has given up a database which it could not write. */
const MESSAGES = /^IO Error: |No space left on device|database has been invalidated/;

/** An error of the file system, by that name; any other as it is. */
export function nameDiskFault(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  const isFault = CODES.has((error as NodeJS.ErrnoException).code ?? '') || MESSAGES.test(error.message);
  return isFault ? new DiskFault(error.message) : error;
}
