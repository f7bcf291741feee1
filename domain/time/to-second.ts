/** An instant of the clock as facts have it: to the second. */
export function toSecond(instant: Date): string {
  return instant.toISOString().replace(/\.\d+Z$/, 'Z');
}
