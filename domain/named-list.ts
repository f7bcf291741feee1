const NAMED = 4;

/** Names as they are read out, at most five: `DRFT`, `DRFT and SOFI`, `DRFT, EMBR, LYRE, SOFI and 4 more`. */
export function namedList(names: readonly string[]): string {
  const named = names.slice(0, names.length > NAMED + 1 ? NAMED : names.length);
  const more = names.length - named.length;
  const all = more > 0 ? [...named, `${more} more`] : named;
  const last = all.at(-1) ?? '';
  return all.length <= 1 ? last : `${all.slice(0, -1).join(', ')} and ${last}`;
}
