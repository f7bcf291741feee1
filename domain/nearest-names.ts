import { compare } from './compare.js';

/** So many names are written out. */
const NAMED = 8;

/**
 * Names for somebody who wrote another one, those that are spelled most like it first: `main, ira`, and
 * `, … (210 in all)` where there are more than are written out. Capitals make no difference.
 */
export function nearestNames(written: string, names: readonly string[]): string {
  const nearest = names
    .map((name) => ({ name, edits: editsBetween(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || compare(a.name, b.name))
    .map(({ name }) => name);
  const more = nearest.length > NAMED ? `, … (${nearest.length} in all)` : '';
  return `${nearest.slice(0, NAMED).join(', ')}${more}`;
}

/**
 * How many characters are to be added, left out, replaced or swapped with their neighbour to make one text of another
 * (optimal string alignment distance).
 */
export function editsBetween(a: string, b: string): number {
  let twoBack: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (twoBack[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
    [twoBack, before] = [before, row];
  }
  return before[b.length] ?? 0;
}
