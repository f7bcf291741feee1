/** So many texts are remembered, more than a year has days or a trader contracts. */
const MOST = 10_000;

/** The same reading, which remembers what it made of a text: the rows of an export repeat their days and contracts. */
export function remembered<T>(read: (written: string) => T): (written: string) => T {
  const known = new Map<string, T>();
  return (written) => {
    const before = known.get(written);
    if (before !== undefined) return before;
    const value = read(written);
    if (known.size >= MOST) known.clear();
    known.set(written, value);
    return value;
  };
}
