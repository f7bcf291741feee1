const CHARACTERS = 6;

/** So much of an id that two of some thousand hardly ever begin alike; commands take the beginning of one. */
export function shortId(id: string): string {
  return id.slice(0, CHARACTERS);
}
