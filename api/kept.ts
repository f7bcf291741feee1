import type { Moment } from './parts.js';

const MOST = 1_000;

/** What was made of the last generation that was asked, by what it is. */
const last = { generation: '', made: new Map<string, unknown>() };
/** What is being made, by generation and what it is. */
const making = new Map<string, Promise<unknown>>();

/**
 * Makes something of a moment once for all moments of the same name: equal names, equal contents. Who asks while it is
 * being made waits for it; should that fail, as when its reader is gone, the next one makes it.
 */
export async function kept<T>(
  moment: Pick<Moment, 'generation'>,
  what: string,
  make: () => Promise<T>,
): Promise<T> {
  const { generation } = moment;
  const name = `${generation} ${what}`;
  for (;;) {
    const before = keptBefore<T>(generation, what);
    if (before !== undefined) return before;
    const other = making.get(name);
    if (other === undefined) break;
    await other.catch(() => undefined);
  }
  const mine = make();
  making.set(name, mine);
  try {
    const made = await mine;
    if (last.generation !== generation || last.made.size >= MOST)
      Object.assign(last, { generation, made: new Map() });
    last.made.set(what, made);
    return made;
  } finally {
    making.delete(name);
  }
}

/** What {@link kept} has of a generation; undefined where it is of another, or not known. */
export function keptBefore<T>(generation: string | undefined, what: string): T | undefined {
  return generation !== undefined && generation === last.generation
    ? (last.made.get(what) as T | undefined)
    : undefined;
}
