import { readFile } from 'node:fs/promises';
import { currentText } from '../../domain/registry/current-file.js';
import { versionOn } from '../../domain/registry/registry.js';
import { nextSession } from '../../domain/time/calendar.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import { writeDurably } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import type { Facts } from '../home/journal.js';
import { datesOf } from '../inputs/description.js';
import { registryIn } from './algorithm.js';

/** The session that the bot is told of: the one after the last day with any data; null where there is none. */
export async function sessionAhead(warehouse: Reader): Promise<IsoDate | null> {
  const { last_date } = await datesOf(warehouse);
  return last_date === null ? null : nextSession(last_date);
}

/** Writes what the bot reads, the version in force on the session ahead, where it is not there. */
export async function writeCurrentAlgorithm({
  home,
  journal,
  warehouse,
}: {
  home: Home;
  journal: Facts;
  warehouse: Reader;
}): Promise<void> {
  const registry = registryIn(journal);
  // Nothing was ever changed on most homes: which session is ahead is no matter then.
  const session = registry.changes.length > 1 ? await sessionAhead(warehouse) : null;
  const text = currentText(versionOn(registry, session));
  const there = await readFile(home.currentAlgorithm, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (there !== text) await writeDurably(home.currentAlgorithm, text);
}
