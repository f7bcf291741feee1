/** Figures of many people as a table has them. */

/** The middle, of an even number the smaller. */
export function medianOf(values: readonly number[]): number {
  return sorted(values)[Math.floor((values.length - 1) / 2)] ?? NaN;
}

/** What nine in ten come to at most. */
export function ninetiethOf(values: readonly number[]): number {
  return sorted(values)[Math.ceil(0.9 * values.length) - 1] ?? NaN;
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

/** Median and 90th percentile of weeks; a dash where it is never. */
export function weeksText(weeks: readonly number[]): string {
  if (weeks.length === 0) return '';
  return [medianOf(weeks), ninetiethOf(weeks)].map((week) => (week === Infinity ? '–' : week)).join(' / ');
}

export function percentText(share: number | null): string {
  return share === null || Number.isNaN(share) ? '' : `${(100 * share).toFixed(1)} %`;
}

/** In % of the underlying's price. */
export function costText(cost: number | null): string {
  return cost === null ? '' : `${cost.toFixed(3)} %`;
}

/** Of how many it is so: `54 of 60 (90.0 %)`. */
export function shareText(count: number, of: number): string {
  return `${count} of ${of} (${percentText(count / of)})`;
}

/** What there is, each with how often: `no_roll roll ×2`. */
export function counts(texts: readonly string[]): string[] {
  const all = new Map<string, number>();
  for (const text of texts) all.set(text, (all.get(text) ?? 0) + 1);
  return [...all].map(([text, count]) => (count === 1 ? text : `${text} ×${count}`));
}

/** The same in one cell. */
export function countsText(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : counts(texts).join(', ');
}
