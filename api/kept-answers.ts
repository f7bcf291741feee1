import { KEY_KEPT_MS } from '../domain/keyed-request.js';

/** Of more keys, or of more bytes of their answers, the oldest are forgotten here. */
const MOST_KEYS = 10_000;
const MOST_BYTES = 32 * 2 ** 20;

/** What came with a key. */
export interface Kept {
  /** Undefined while what came is not read whole. */
  request: string | undefined;
  at: number;
  /** Undefined while it is under way. */
  answer: { status: number; headers: [string, string][]; text: string } | undefined;
}

/** Answers by their keys, for a day each and within bounds; what is under way is never forgotten. */
export interface KeptAnswers {
  /** What is under way, or was answered within a day. */
  find(name: string): Kept | undefined;
  /** Notes what has just come, in place of what there was. */
  begin(name: string): Kept;
  end(kept: Kept, answer: NonNullable<Kept['answer']>): void;
  forget(name: string): void;
}

export function keptAnswers(now: () => number, { mostBytes = MOST_BYTES } = {}): KeptAnswers {
  const all = new Map<string, Kept>();
  let bytes = 0;

  const isOver = ({ at }: Kept) => now() - at >= KEY_KEPT_MS;

  function forget(name: string): void {
    bytes -= sizeOf(all.get(name));
    all.delete(name);
  }

  function forgetOldest(): void {
    for (const [name, kept] of all) {
      if (!isOver(kept) && all.size <= MOST_KEYS && bytes <= mostBytes) return;
      if (kept.answer !== undefined) forget(name);
    }
  }

  return {
    forget,
    find(name) {
      const found = all.get(name);
      return found?.answer !== undefined && isOver(found) ? undefined : found;
    },
    begin(name) {
      const kept: Kept = { request: undefined, at: now(), answer: undefined };
      forget(name);
      all.set(name, kept);
      return kept;
    },
    end(kept, answer) {
      kept.answer = answer;
      bytes += sizeOf(kept);
      forgetOldest();
    },
  };
}

/** Of the text of an answer, in memory. */
function sizeOf(one: Kept | undefined): number {
  return 2 * (one?.answer?.text.length ?? 0);
}
