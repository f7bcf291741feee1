import { counted } from '../domain/counted.js';

/** How many of each there are, a line each, the numbers in line. */
export function countLines(counts: Readonly<Record<string, number>>): string[] {
  const width = Math.max(0, ...Object.values(counts).map((count) => String(count).length));
  return Object.entries(counts).map(([what, count]) => `  ${String(count).padStart(width)} × ${what}`);
}

/** How much of what was looked at had changed. */
export function changedLine(changed: number, units: number): string {
  return units === 0 ? 'nothing was new or changed' : `${changed} of ${counted(units, 'unit')} changed`;
}
