import { daysBetween, earlierOf, laterOf, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { InvalidInput } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import { answersKnownThrough, type AccountCoverage } from '../domain/advice/awaited-accounts.js';
import {
  disjoint,
  growing,
  grown,
  meets,
  toRead,
  type Growing,
  type Scope,
} from '../domain/restatement/match-scope.js';
import { humanFacts } from '../domain/matching/human-facts.js';
import type { MatchFact } from '../domain/matching/match-fact.js';
import { accountCoverage } from '../store/inputs/account-coverage.js';
import { datesOf } from '../store/inputs/description.js';
import { appendFact, matchFactsOf, type Journal } from '../store/home/journal.js';
import { factsHeeded, keepLinks, markSaid, noteFactsHeeded } from '../store/derived/linked-inputs.js';
import {
  countMatches,
  noteReconciled,
  reconciledRanges,
  storedSpans,
  writeMatches,
} from '../store/derived/matches.js';
import { readInputs } from '../store/derived/match-inputs.js';
import { linkedScopes, markTouchedMatches, staleScopes } from '../store/derived/stale-matches.js';
import { sliced, type Columns } from '../store/duckdb/columns.js';
import { beginEpisodes } from '../store/derived/episodes.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { turns } from '../store/turns.js';
import { restateEpisodes } from './episodes.js';
import { batches } from './batches.js';
import { joined, without } from './rerun.js';
import { evenParts, type Part } from './loops/even-parts.js';
import type { MatchedScopes } from './loops/match-underlyings.js';
import { runLoop } from './loops/run-loop.js';
import type { Steps } from './steps.js';

/**
 * Days of scopes that are in memory at once: those of forty underlyings over five years, or of two hundred over a year
 * or less.
 */
const DAYS_AT_ONCE = 73_000;
const LEAST_DAYS = 365;
/** What is not worth several threads is matched so many records at a time: others have their turn in between. */
const RECORDS_AT_ONCE = 500;

/**
 * Matches advice and executions. Rows exist for the trading dates of reconciled ranges and say what is known by
 * `as_of`, which never goes back. Only the surroundings of what is new or changed, or of what people said since, are
 * read and made anew, and that comes to the same rows as making all of them.
 */
export function reconcileSteps({
  warehouse,
  journal,
}: {
  warehouse: Warehouse;
  journal: Journal;
}): Pick<Steps, 'reconcileRange'> {
  return {
    async reconcileRange(named) {
      const done = await reconciledRanges(warehouse);
      const range = await rangeOf(warehouse, named, done);
      const ranges = joined([...done, range]);
      const isNew = JSON.stringify(ranges) !== JSON.stringify(done);
      const asOf = ranges.map(({ to }) => to).reduce(laterOf);
      const before = done.map(({ to }) => to).reduce(laterOf, '0001-01-01');
      return warehouse.transaction(async () => {
        const accounts = await accountCoverage(warehouse);
        const added = without(range, done);
        await beginEpisodes(warehouse);
        const facts = matchFactsOf(journal);
        await markSaid(warehouse, facts.slice(await factsHeeded(warehouse)));
        await keepLinks(warehouse, humanFacts(facts));
        await markTouchedMatches(warehouse, { added, before, asOf, accounts });
        const scopes = await withLinked(warehouse, await staleScopes(warehouse, asOf), asOf);
        let [units, unitsChanged] = [0, 0];
        for (const batch of batches(scopes, daysOf, DAYS_AT_ONCE)) {
          const restated = await restate(warehouse, batch, { asOf, accounts, facts, ranges });
          units += restated.units;
          unitsChanged += restated.unitsChanged;
        }
        await restateEpisodes(warehouse);
        await noteReconciled(warehouse, ranges);
        await noteFactsHeeded(warehouse, facts.length);
        const matches_by_type = await countMatches(warehouse, range);
        // Work that fails is not claimed; a crash from here on leaves a fact, and the work is done when the home is
        // opened again.
        if (isNew) await appendFact(journal, { fact: 'reconciled', ...range });
        return { ...range, as_of: asOf, units, units_changed: unitsChanged, matches_by_type };
      });
    },
  };
}

/**
 * The range that was named. Without one it is all that is imported, or was reconciled where all of that was retracted.
 */
async function rangeOf(
  warehouse: Warehouse,
  named: Partial<DateRange>,
  done: readonly DateRange[],
): Promise<DateRange> {
  const { first_date, last_date } = await datesOf(warehouse);
  const from = named.from ?? first_date ?? done[0]?.from;
  const to = named.to ?? last_date ?? done.at(-1)?.to;
  if (from === undefined || to === undefined)
    throw new InvalidInput('nothing is imported: no days to reconcile');
  if (from > to) throw new InvalidInput(`the range ends before it begins: ${from} to ${to}`);
  return { from, to };
}

/** These scopes and all that orders, revisions and stored rows link to them. */
async function withLinked(warehouse: Warehouse, touched: readonly Scope[], asOf: IsoDate): Promise<Scope[]> {
  let scopes = disjoint(touched);
  for (;;) {
    const more = disjoint([...scopes, ...(await linkedScopes(warehouse, scopes, asOf))]);
    if (JSON.stringify(more) === JSON.stringify(scopes)) return scopes;
    scopes = more;
  }
}

/** The day through which matches are made, how far each account is known, and what people said. */
interface Known {
  asOf: IsoDate;
  accounts: readonly AccountCoverage[];
  facts: readonly MatchFact[];
}

/** Makes the rows of these scopes anew, and of whatever is in a unit with them, and writes those that differ. */
async function restate(
  warehouse: Warehouse,
  touched: readonly Scope[],
  { ranges, ...known }: Known & { ranges: readonly DateRange[] },
): Promise<{ units: number; unitsChanged: number }> {
  let open = touched.map(growing);
  const counts = { units: 0, unitsChanged: 0 };
  while (open.length > 0) {
    const made = await matchedIn(warehouse, open.map(toRead), known);
    const unitsOf = groupBy(
      made.flatMap(({ units }) => units),
      ({ place }) => place,
    );
    const scopes = open.map(({ scope }) => scope);
    const stored = groupBy(await storedSpans(warehouse, scopes), ({ scope }) => scope);
    const next: Growing[] = [];
    const written: { place: number; scope: Scope }[] = [];
    for (const [place, one] of open.entries()) {
      const found = grown(one, { made: unitsOf.get(place) ?? [], stored: stored.get(place) ?? [] });
      if (found.kind === 'read farther') next.push({ ...one, whole: found.whole });
      // What another one writes is to be compared with once it stands.
      else if (written.some(({ scope }) => isBeside(scope, found.scope))) next.push(one);
      else written.push({ place, scope: found.scope });
    }
    const matches = made.map((part) => part.matches);
    const { units, unitsChanged } = await writeMatches(warehouse, { matches, written, ranges });
    counts.units += units;
    counts.unitsChanged += unitsChanged;
    open = next;
  }
  return counts;
}

function isBeside(a: Scope, b: Scope): boolean {
  return a.underlying === b.underlying && meets(a, b);
}

/** Matches of these scopes, part by part. */
async function matchedIn(
  warehouse: Warehouse,
  scopes: readonly Scope[],
  { asOf, accounts, facts }: Known,
): Promise<MatchedScopes[]> {
  const { recommendations, executions } = await readInputs(warehouse, scopes, asOf);
  const advised = new Set(recommendations['account'] as readonly (string | null)[] | undefined);
  const known = new Map(
    [...advised].map((account) => {
      const through = answersKnownThrough(accounts, account);
      return [account, through === null ? null : earlierOf(asOf, through)];
    }),
  );
  const startsOf = ({ scope = [] }: Columns) => startsIn(scope as readonly number[], scopes.length);
  const starts = { advice: startsOf(recommendations), executions: startsOf(executions) };
  const places = scopes.map((_, place) => place);
  const startAt = (place: number) => (starts.advice[place] ?? 0) + (starts.executions[place] ?? 0);
  const weightOf = (place: number) => startAt(place + 1) - startAt(place);
  const matched = ({ items, weight }: Part<number>) => {
    const [first, end] = [items[0] as number, (items.at(-1) as number) + 1];
    const job = {
      first,
      underlyings: scopes.slice(first, end).map(({ underlying }) => underlying),
      recommendations: sliced(recommendations, starts.advice[first] ?? 0, starts.advice[end] ?? 0),
      executions: sliced(executions, starts.executions[first] ?? 0, starts.executions[end] ?? 0),
      known,
      facts,
    };
    return runLoop('matchUnderlyings', job, weight);
  };
  const parts = evenParts(places, weightOf);
  if (parts.length > 1) return Promise.all(parts.map(matched));
  const made: MatchedScopes[] = [];
  const turn = turns();
  for (const part of evenParts(places, weightOf, { most: Infinity, least: RECORDS_AT_ONCE })) {
    made.push(await matched(part));
    await turn();
  }
  return made;
}

/** Where the rows of each of so many scopes begin, and behind the last where they end; rows are sorted by scope. */
function startsIn(scopeOfRow: readonly number[], scopes: number): number[] {
  const starts = new Array<number>(scopes + 1).fill(0);
  for (const scope of scopeOfRow) starts[scope + 1] = (starts[scope + 1] ?? 0) + 1;
  for (let scope = 0; scope < scopes; scope++)
    starts[scope + 1] = (starts[scope + 1] ?? 0) + (starts[scope] ?? 0);
  return starts;
}

function daysOf({ from, to }: Scope): number {
  return Math.max(LEAST_DAYS, daysBetween(from, to) + 1);
}
