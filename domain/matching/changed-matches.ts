import type { Match } from './match-row.js';

/** Rows that are to be put in the place of others, and those. */
export interface ChangedMatches {
  gone: Match[];
  fresh: Match[];
}

/** What differs between the matches as they are made and as they are stored, each row in at most one place. */
export function changedMatches(made: readonly Match[], stored: readonly Match[]): ChangedMatches {
  const before = new Map(stored.map((match) => [placeOf(match), match]));
  const now = new Map(made.map((match) => [placeOf(match), match]));
  const isIn = (rows: ReadonlyMap<string, Match>, place: string, match: Match) => {
    const other = rows.get(place);
    return other !== undefined && isSameRow(match, other);
  };
  return {
    gone: [...before].filter(([place, match]) => !isIn(now, place, match)).map(([, match]) => match),
    fresh: [...now].filter(([place, match]) => !isIn(before, place, match)).map(([, match]) => match),
  };
}

function placeOf({ match_id, underlying, trading_date }: Match): string {
  return `${match_id} ${trading_date} ${underlying}`;
}

function isSameRow(a: Match, b: Match): boolean {
  return (Object.keys(a) as (keyof Match)[]).every((column) => isSameValue(a[column], b[column]));
}

function isSameValue(a: Match[keyof Match], b: Match[keyof Match]): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
