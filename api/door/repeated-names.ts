/** Whether any object of a JSON text gives a name twice: of `value`, which was made of it, only the last is left. */
export function hasRepeatedNames(json: string, value: unknown): boolean {
  let names = 0;
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/gs)) if (colon !== undefined) names++;
  return names !== namesIn(value);
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, one) => sum + namesIn(one), own);
}
