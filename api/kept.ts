import type { Moment } from './parts.js';

const MOST = 1_000;

/** What was made of the last generation that was asked, by what it is. */
const last = { generation: '', made: new Map<string, unknown>() };

/** Makes something of a moment once for all moments of the same name: equal names, equal contents. */
export async function kept<T>(moment: Moment, what: string, make: () => Promise<T>): Promise<T> {
  const before = keptBefore<T>(moment.generation, what);
  if (before !== undefined) return before;
  const made = await make();
  if (last.generation !== moment.generation || last.made.size >= MOST)
    Object.assign(last, { generation: moment.generation, made: new Map() });
  last.made.set(what, made);
  return made;
}

/** What {@link kept} has of a generation; undefined where it is of another, or not known. */
export function keptBefore<T>(generation: string | undefined, what: string): T | undefined {
  return generation !== undefined && generation === last.generation
    ? (last.made.get(what) as T | undefined)
    : undefined;
}
