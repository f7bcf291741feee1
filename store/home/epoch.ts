import { carriedBy, type Carried } from '../../domain/keyed-request.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { factsOf, type Facts, type Journal } from './journal.js';

/** From which trading date on rows count where somebody looks, and who said so; all null where all do. */
export interface Epoch {
  min_valid_date: IsoDate | null;
  set_at: string | null;
  set_by: string | null;
}

/** The epoch as it was set last. It hides and erases nothing. */
export function epochOf(journal: Facts): Epoch {
  const last = factsOf(journal, 'epoch_set').at(-1);
  if (last === undefined) return { min_valid_date: null, set_at: null, set_by: null };
  return { min_valid_date: last.min_valid_date, set_at: last.at, set_by: last.by };
}

/** Begins another epoch; the same again changes nothing, but that its key is known. */
export async function setEpoch(
  journal: Journal,
  { min_valid_date, at, by, ...said }: { min_valid_date: IsoDate | null; at: string; by: string } & Carried,
): Promise<void> {
  const carried = carriedBy(said);
  if (epochOf(journal).min_valid_date === min_valid_date && carried.request === undefined) return;
  await journal.append({ fact: 'epoch_set', at, by, min_valid_date, ...carried });
}
