import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Home } from '../../store/home/home.js';

/**
 * Names the files that answers about the week are made from beside what is stored: its messages, which are written
 * after it is published, and what the running system notes of itself. Equal names, equal files.
 */
export async function weekFiles({ messages, run }: Pick<Home, 'messages' | 'run'>): Promise<string> {
  const stamps = await Promise.all([messages, run].map(stampOf));
  return createHash('sha256').update(stamps.join(' ')).digest('hex');
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
