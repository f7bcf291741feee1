/**
 * A text that is at most so long by `size`: cut at the end of a line, or of a word where that is one line, with what
 * stands there instead of the rest.
 */
export function cutText(
  text: string,
  { most, size, rest }: { most: number; size: (text: string) => number; rest: string },
): string {
  if (size(text) <= most) return text;
  const end = `\n${rest}`;
  const fits = (some: string) => size(some + end) <= most;
  const lines = text.split('\n');
  const kept = longest(lines.length, (count) => fits(lines.slice(0, count).join('\n')));
  if (kept > 0) return lines.slice(0, kept).join('\n').trimEnd() + end;
  const letters = [...(lines[0] ?? '')];
  const room = longest(letters.length, (count) => fits(letters.slice(0, count).join('')));
  return letters.slice(0, room).join('') + end;
}

/** The most of which something that holds of less holds. */
function longest(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What stands for the rest of a message. */
export function restText(url: string | null): string {
  return url === null ? '… the rest is in the dashboard.' : `… the rest: ${url}`;
}
