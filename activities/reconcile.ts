import { daysBetween, earlierOf, laterOf, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { InvalidInput } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import { answersKnownThrough, type AccountCoverage } from '../domain/advice/awaited-accounts.js';
import { changedMatches } from '../domain/matching/changed-matches.js';
import type { MatchedUnit } from '../domain/matching/match.js';
import type { Match } from '../domain/matching/match-row.js';
import {
  disjoint,
  growing,
  grown,
  meets,
  toRead,
  type Growing,
  type Scope,
} from '../domain/restatement/match-scope.js';
import { accountCoverage } from '../store/inputs/account-coverage.js';
import { datesOf } from '../store/inputs/description.js';
import { appendFact, type Journal } from '../store/home/journal.js';
import {
  countMatches,
  linkedScopes,
  markTouchedMatches,
  matchesIn,
  noteReconciled,
  readInputs,
  reconciledRanges,
  replaceMatches,
  staleScopes,
  storedSpans,
} from '../store/derived/matches.js';
import { beginEpisodes } from '../store/derived/episodes.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { restateEpisodes } from './episodes.js';
import { batches } from './batches.js';
import { joined, without } from './rerun.js';
import { evenParts } from './loops/even-parts.js';
import { runLoop } from './loops/run-loop.js';
import type { Steps } from './steps.js';

/** Days of scopes that are in memory at once: those of forty underlyings over five years, or of two hundred over a year or less. */
const DAYS_AT_ONCE = 73_000;
const LEAST_DAYS = 365;

/**
 * Matches advice and executions. Rows exist for the trading dates of reconciled ranges and tell what is known by `as_of`, which never
 * goes back. Only the surroundings of what is new or changed are read and made anew, and that comes to the same rows as making all of them.
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
        await markTouchedMatches(warehouse, { added, before, asOf, accounts });
        const scopes = await withLinked(warehouse, await staleScopes(warehouse, asOf), asOf);
        let [units, unitsChanged] = [0, 0];
        for (const batch of batches(scopes, daysOf, DAYS_AT_ONCE)) {
          const restated = await restate(warehouse, batch, { asOf, accounts, ranges });
          units += restated.units;
          unitsChanged += restated.unitsChanged;
        }
        await restateEpisodes(warehouse);
        await noteReconciled(warehouse, ranges);
        const matches_by_type = await countMatches(warehouse, range);
        // Work that fails is not claimed; a crash from here on leaves a fact, and the work is done when the home is opened again.
        if (isNew) await appendFact(journal, { fact: 'reconciled', ...range });
        return { ...range, as_of: asOf, units, units_changed: unitsChanged, matches_by_type };
      });
    },
  };
}

/** The range that was named. Without one it is all that is imported, or was reconciled where all of that was retracted. */
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

/** Rows to be put in the place of what is stored of a scope; of those outside it nothing is written. */
interface Written {
  scope: Scope;
  matches: readonly Match[];
}

/** The day through which matches are made, and how far each account is known. */
interface Known {
  asOf: IsoDate;
  accounts: readonly AccountCoverage[];
}

/** Makes the rows of these scopes anew, and of whatever is in a unit with them, and writes those that differ. */
async function restate(
  warehouse: Warehouse,
  touched: readonly Scope[],
  { asOf, accounts, ranges }: Known & { ranges: readonly DateRange[] },
): Promise<{ units: number; unitsChanged: number }> {
  let open = touched.map(growing);
  const counts = { units: 0, unitsChanged: 0 };
  while (open.length > 0) {
    const made = await unitsOf(warehouse, open.map(toRead), { asOf, accounts });
    const scopes = open.map(({ scope }) => scope);
    const stored = groupBy(await storedSpans(warehouse, scopes), ({ scope }) => scope);
    const next: Growing[] = [];
    const written: Written[] = [];
    for (const [i, one] of open.entries()) {
      const units = made[i] ?? [];
      const found = grown(one, { made: units, stored: stored.get(i) ?? [] });
      if (found.kind === 'read farther') next.push({ ...one, whole: found.whole });
      // What another one writes is to be compared with once it stands.
      else if (written.some(({ scope }) => isBeside(scope, found.scope))) next.push(one);
      else written.push({ scope: found.scope, matches: units.flatMap(({ matches }) => matches) });
    }
    const { units, unitsChanged } = await write(warehouse, written, ranges);
    counts.units += units;
    counts.unitsChanged += unitsChanged;
    open = next;
  }
  return counts;
}

function isBeside(a: Scope, b: Scope): boolean {
  return a.underlying === b.underlying && meets(a, b);
}

async function unitsOf(
  warehouse: Warehouse,
  scopes: readonly Scope[],
  { asOf, accounts }: Known,
): Promise<MatchedUnit[][]> {
  const { recommendations, executions } = await readInputs(warehouse, scopes, asOf);
  const adviceOf = groupBy(recommendations, ({ scope }) => scope);
  const executionsOf = groupBy(executions, ({ scope }) => scope);
  const advised = new Set(recommendations.map(({ account }) => account));
  const jobs = scopes.map(({ underlying }, scope) => ({
    underlying,
    recommendations: (adviceOf.get(scope) ?? []).map(({ scope: _, ...advice }) => advice),
    executions: executionsOf.get(scope) ?? [],
  }));
  const known = new Map(
    [...advised].map((account) => {
      const through = answersKnownThrough(accounts, account);
      return [account, through === null ? null : earlierOf(asOf, through)];
    }),
  );
  const parts = evenParts(jobs, ({ recommendations: own, executions: fills }) => own.length + fills.length);
  const made = await Promise.all(
    parts.map(({ items, weight }) => runLoop('matchUnderlyings', { jobs: items, known }, weight)),
  );
  return made.flat();
}

/** Writes what differs in scopes that have no day in common. */
async function write(
  warehouse: Warehouse,
  written: readonly Written[],
  ranges: readonly DateRange[],
): Promise<{ units: number; unitsChanged: number }> {
  const made = written.flatMap(({ scope, matches }) =>
    matches.filter(
      ({ trading_date: date }) =>
        date >= scope.from && date <= scope.to && ranges.some(({ from, to }) => from <= date && date <= to),
    ),
  );
  const stored = await matchesIn(
    warehouse,
    written.map(({ scope }) => scope),
  );
  const { gone, fresh } = changedMatches(made, stored);
  await replaceMatches(warehouse, { gone, made: fresh });
  return {
    units: new Set(made.map(({ unit_id }) => unit_id)).size,
    unitsChanged: new Set([...gone, ...fresh].map(({ unit_id }) => unit_id)).size,
  };
}

function daysOf({ from, to }: Scope): number {
  return Math.max(LEAST_DAYS, daysBetween(from, to) + 1);
}
