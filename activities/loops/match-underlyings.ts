import type { StoredAdvice } from '../../domain/advice/advice-log.js';
import { groupInPieces, mapInPieces, type Pieces } from '../../domain/pieces.js';
import { humanFacts } from '../../domain/matching/human-facts.js';
import type { MatchFact } from '../../domain/matching/match-fact.js';
import type { MatchedExecution } from '../../domain/matching/fill-groups.js';
import { matchUnderlying } from '../../domain/matching/match.js';
import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import type { MatchColumns } from '../../store/derived/match-inputs.js';
import { columnsOf, rowsIn, type Columns } from '../../store/duckdb/columns.js';

/** Scopes to be matched: the first's place in the list of all, the underlying of each, and what is read of them. */
export interface MatchJobs extends MatchColumns {
  first: number;
  underlyings: readonly string[];
  /** The last day that is known of the accounts that advice names, and of all of them (null). */
  known: ReadonlyMap<string | null, IsoDate | null>;
  /** What people said of matches, in its order. */
  facts: readonly MatchFact[];
}

/** The days that units span, and the matches, each with the place of its scope. */
export interface MatchedScopes {
  units: readonly (DateRange & { place: number })[];
  matches: Columns;
}

/** Matches scope by scope: columns in, columns out, so that little is copied from thread to thread. */
export function* matchUnderlyings({
  first,
  underlyings,
  recommendations,
  executions,
  known,
  facts,
}: MatchJobs): Pieces<MatchedScopes> {
  const adviceOf = yield* groupInPieces(
    rowsIn<StoredAdvice & { scope: number }>(recommendations),
    ({ scope }) => scope,
  );
  const executionsOf = yield* groupInPieces(
    rowsIn<MatchedExecution & { scope: number }>(executions),
    ({ scope }) => scope,
  );
  const said = humanFacts(facts);
  const knownThrough = (account: string | null) => known.get(account) ?? null;
  const madeOf = (underlying: string, i: number) => {
    const place = first + i;
    const inputs = {
      recommendations: adviceOf.get(place) ?? [],
      executions: executionsOf.get(place) ?? [],
    };
    return matchUnderlying({ underlying, ...inputs, knownThrough, facts: said }).map((unit) => ({
      place,
      ...unit,
    }));
  };
  const made = (yield* mapInPieces(underlyings, madeOf, 1)).flat();
  const matches = made.flatMap((unit) => unit.matches);
  const place = made.flatMap((unit) => unit.matches.map(() => unit.place));
  return {
    units: made.map(({ place, from, to }) => ({ place, from, to })),
    matches: { ...columnsOf(matches), place },
  };
}
