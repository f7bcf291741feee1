import { hashId } from '../hash.js';
import { eachInPieces, groupInPieces, type Pieces } from '../pieces.js';
import { shiftWeek, weekRange, type IsoWeek } from '../time/iso-week.js';
import { PREFERENCES_RULES } from './rules.js';
import { isActive } from './comparisons.js';
import { knownIn, type PatternInputs } from './patterns.js';
import type { WeekDecision } from './week-decision.js';

/** How many decisions a week asked for, and what became of them. */
export interface DecidedCounts {
  active: number;
  /** Answered with another strike, expiration or quantity. */
  active_modified: number;
  active_refused: number;
  /** Followed at another premium. */
  price_only: number;
}

/** What the rows of a week are made of, and what was decided in it. */
export interface WeekOfInputs extends DecidedCounts {
  week: IsoWeek;
  /** Of the decisions up to it, of what was known of their outcome by its end, of the underlyings and of the rules. */
  input_hash: string;
}

/** The weeks from the first decision on, in order: equal hashes, equal rows. */
export function* weeksOfInputs({
  underlyings,
  starts,
  decisions,
  through,
}: PatternInputs): Pieces<WeekOfInputs[]> {
  const decided = yield* groupInPieces(decisions, ({ week }) => week);
  const judged: (WeekDecision['judged'] & { at: number; by: IsoWeek })[] = [];
  yield* eachInPieces(decisions, (decision, at) => {
    if (decision.judged !== null) judged.push({ at, ...decision.judged, by: knownIn(decision) });
  });
  const known = yield* groupInPieces(judged, ({ by }) => by);
  const first = [...decided.keys()].sort()[0];
  if (first === undefined) return [];
  const weeks: WeekOfInputs[] = [];
  const [seen, advised] = [new Set<string>(), new Set<string>()];
  for (let week = first; week <= through; week = shiftWeek(week, 1)) {
    const own = decided.get(week) ?? [];
    for (const { underlying, versions } of own) {
      seen.add(underlying);
      for (const version of versions) advised.add(version);
    }
    const places = underlyings.flatMap((underlying, at) =>
      seen.has(underlying) ? [`${at} ${underlying}`] : [],
    );
    const made = own.map(({ judged: _judged, ...decision }) => JSON.stringify(decision));
    const before = weeks.at(-1)?.input_hash ?? PREFERENCES_RULES;
    const outcomes = (known.get(week) ?? []).map((one) => JSON.stringify(one));
    weeks.push({
      week,
      input_hash: hashId(
        before,
        ...made,
        '',
        ...places,
        '',
        ...outcomes,
        '',
        ...begunBy(week, starts, advised),
      ),
      ...countsOf(own),
    });
    yield;
  }
  return weeks;
}

/** What began rounds of decisions that there are by a week. */
function begunBy(week: IsoWeek, starts: PatternInputs['starts'], advised: ReadonlySet<string>): string[] {
  const { to } = weekRange(week);
  return starts
    .filter(({ from }) => from <= to)
    .map((start) => ({
      ...start,
      versions: start.versions?.filter((version) => advised.has(version)) ?? null,
    }))
    .filter(({ versions }) => versions === null || versions.length > 0)
    .map((start) => JSON.stringify(start));
}

function countsOf(decisions: readonly WeekDecision[]): DecidedCounts {
  const active = decisions.filter(isActive);
  return {
    active: active.length,
    active_modified: active.filter(({ modified }) => modified).length,
    active_refused: active.filter(({ refused }) => refused).length,
    price_only: active.filter(({ priceOnly }) => priceOnly).length,
  };
}
