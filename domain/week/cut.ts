/** The first lines, and in place of the others how many more there are; one more is no longer than saying so. */
export function cut(lines: readonly string[], most: number): string[] {
  const more = lines.length - most;
  return more > 1 ? [...lines.slice(0, most), `and ${more} more`] : [...lines];
}
