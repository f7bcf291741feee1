/** A number of things, for people: `1 week`, `2 weeks`; with a plural of its own, `2 matches`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
