import type { Parsed } from '../source-format.js';

/** So many rows of a coarser level, and none of a finer one, make a file that has only the coarser. */
const ROWS_THAT_TELL = 1_000;

/**
 * Of what a report may have twice, in sum and in detail, lets the details through: coarser rows wait until a finer one
 * is seen, and are then left out for good. Of a file without finer rows the coarser ones count.
 */
export function finestLevel(reason: string): {
  finer(): Parsed[];
  /** `tell` makes the row's events should it count. */
  coarser(line: number, tell: () => Parsed[]): Parsed[];
  end(): Parsed[];
} {
  let held: { line: number; tell: () => Parsed[] }[] = [];
  let decided: 'finer' | 'coarser' | undefined;

  const ignored = (line: number): Parsed => ({ kind: 'ignored', line, reason });

  function decide(level: 'finer' | 'coarser'): Parsed[] {
    decided ??= level;
    const rows = held;
    held = [];
    return rows.flatMap(({ line, tell }) => (decided === 'finer' ? [ignored(line)] : tell()));
  }

  return {
    finer: () => (decided === undefined ? decide('finer') : []),
    coarser(line, tell) {
      if (decided === 'finer') return [ignored(line)];
      if (decided === 'coarser') return tell();
      held.push({ line, tell });
      return held.length < ROWS_THAT_TELL ? [] : decide('coarser');
    },
    end: () => decide('coarser'),
  };
}
