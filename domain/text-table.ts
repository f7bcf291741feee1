import { printable } from './printable.js';
import { wrapped } from './wrapped.js';

/** A column of a table for people. */
export interface TableColumn<R> {
  heading: string;
  /** Numbers stand at the right and are never cut. */
  right?: boolean;
  /** Sentences: what is too long goes on in lines below, and is not cut. */
  wraps?: boolean;
  of(row: R): string;
}

const GAP = '  ';
/** To so many characters a text may be cut, and a heading. */
const LEAST_TEXT = 10;
const LEAST_HEADING = 6;

/**
 * Rows as lines of at most `width` characters under their headings. What is too long is cut with … or wraps; columns
 * that do not fit even so are left out, the last ones first, and named in a line of their own. Columns with nothing in
 * them are left out too.
 */
export function textTable<R>(
  rows: readonly R[],
  columns: readonly TableColumn<R>[],
  width: number,
): string[] {
  const filled = columns
    .map((column) => ({ ...column, cells: rows.map((row) => printable(column.of(row))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((column) => {
      const longest = Math.max(...column.cells.map(lengthOf));
      const heading = lengthOf(column.heading);
      const least = Math.max(
        column.right ? longest : Math.min(longest, LEAST_TEXT),
        Math.min(heading, LEAST_HEADING),
      );
      return { ...column, most: Math.max(longest, heading), least };
    });
  const fitting = fit(filled, width);
  const widths = widthsOf(fitting, width);
  const lineOf = (texts: readonly string[]) =>
    fitting
      .map(({ right }, at) => {
        const [text, room] = [cut(texts[at] ?? '', widths[at] ?? 0), widths[at] ?? 0];
        const space = ' '.repeat(room - lengthOf(text));
        return right ? space + text : text + space;
      })
      .join(GAP)
      .trimEnd();
  const linesOf = (texts: readonly string[]) => {
    const parts = fitting.map(({ wraps }, at) => {
      const text = texts[at] ?? '';
      return wraps ? wrapped(text, widths[at] ?? 0) : [text];
    });
    const height = Math.max(...parts.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) => lineOf(parts.map((part) => part[line] ?? '')));
  };
  const left = filled.slice(fitting.length).map(({ heading }) => heading);
  return [
    lineOf(fitting.map(({ heading }) => heading)),
    ...rows.flatMap((_, row) => linesOf(fitting.map(({ cells }) => cells[row] ?? ''))),
    ...(left.length === 0 ? [] : [cut(`not shown: ${left.join(', ')}`, width)]),
  ];
}

interface Sized {
  most: number;
  least: number;
}

/** As many of the columns as have their least room, at least one. */
function fit<C extends Sized>(columns: readonly C[], width: number): C[] {
  let used = -GAP.length;
  const fitting = columns.findIndex(({ least }) => (used += GAP.length + least) > width);
  return columns.slice(0, fitting === -1 ? columns.length : Math.max(1, fitting));
}

/** Room for each: the least, and of what is over as much as it takes, those that take little first. */
function widthsOf(columns: readonly Sized[], width: number): number[] {
  const widths = columns.map(({ least }) => least);
  let over = width - widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  const byNeed = [...columns.entries()].sort(([, a], [, b]) => a.most - a.least - (b.most - b.least));
  for (const [done, [at, { most, least }]] of byNeed.entries()) {
    const more = Math.max(0, Math.min(most - least, Math.floor(over / (byNeed.length - done))));
    widths[at] = least + more;
    over -= more;
  }
  return widths;
}

function cut(text: string, room: number): string {
  return lengthOf(text) <= room
    ? text
    : `${[...text]
        .slice(0, Math.max(0, room - 1))
        .join('')
        .trimEnd()}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}
