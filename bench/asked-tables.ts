/**
 * What is wrong with the tables and numbers that a command was asked for; empty where nothing is. A number is a whole
 * one above 0.
 */
export function wrongAsked(
  {
    positionals,
    numbers,
  }: { positionals: readonly string[]; numbers: Readonly<Record<string, string | undefined>> },
  tables: readonly string[],
): string {
  const unknown = positionals.filter((name) => !tables.includes(name));
  if (unknown.length > 0 || positionals.length === 0)
    return `name one or several of ${tables.join(', ')}; not: ${unknown.join(', ')}`;
  return Object.entries(numbers)
    .filter(([, value]) => value !== undefined && !/^[1-9]\d*$/.test(value))
    .map(([name, value]) => `--${name} is no number above 0: ${value}`)
    .join('\n');
}
