import type { IsoDate } from '../domain/dates.js';
import { openLog, type AppendLog } from './append-log.js';

/**
 * What people did and what was told to them: facts that no import holds and no rebuild can derive. A fact goes in here before it is
 * acted upon.
 */
export type Fact =
  | { fact: 'import_retracted'; file_sha256: string; seqs: number[] }
  /** The user said how far an import that was there already covers its accounts. */
  | { fact: 'import_covered'; seq: number; through: IsoDate }
  | { fact: 'reconciled'; from: IsoDate; to: IsoDate }
  | { fact: 'outcomes_through'; through: IsoDate }
  /** A row of weekly_summaries as it was published, decimals as text. */
  | { fact: 'week_published'; row: PublishedWeek };

/** The columns of weekly_summaries by name; what a person was told stays as it was. */
export type PublishedWeek = { year: number; week: number; revision: number } & Readonly<
  Record<string, string | number | null>
>;

export type Journal = AppendLog<Fact>;

export function openJournal(path: string): Promise<Journal> {
  return openLog<Fact>(path);
}

/** Adds a fact unless it is there; once this has returned it survives any crash. */
export async function appendFact(journal: Journal, fact: Fact): Promise<void> {
  const text = JSON.stringify(fact);
  if (!journal.entries.some((known) => JSON.stringify(known) === text)) await journal.append(fact);
}

/** The facts of one kind, in their order. */
export function factsOf<K extends Fact['fact']>(journal: Journal, kind: K): Extract<Fact, { fact: K }>[] {
  return journal.entries.filter((entry): entry is Extract<Fact, { fact: K }> => entry.fact === kind);
}
