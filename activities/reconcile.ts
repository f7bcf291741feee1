import {
  addDays,
  daysBetween,
  earlierOf,
  laterOf,
  type DateRange,
  type IsoDate,
} from '../domain/time/dates.js';
import { InvalidInput } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import { answersKnownThrough, type AccountCoverage } from '../domain/advice/awaited-accounts.js';
import type { Match, MatchedUnit } from '../domain/matching/match.js';
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
  type Scope,
} from '../store/derived/matches.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { joined, without } from './rerun.js';
import { runLoop } from './loops/run-loop.js';
import type { Steps } from './steps.js';

/** No advice, trade or repetition has to do with another that is farther away in days, but through a unit of matches. */
const REACH_DAYS = 21;
/** The most days from one session to the second one after it: how far the same advice again may be from the first. */
const REPEAT_DAYS = 7;
/** Scopes that are in memory at once. */
const BATCH = 200;

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
      const range = await rangeOf(warehouse, named);
      const done = await reconciledRanges(warehouse);
      const ranges = joined([...done, range]);
      const isNew = JSON.stringify(ranges) !== JSON.stringify(done);
      const asOf = ranges.map(({ to }) => to).reduce(laterOf);
      const before = done.map(({ to }) => to).reduce(laterOf, '0001-01-01');
      return warehouse.transaction(async () => {
        const accounts = await accountCoverage(warehouse);
        const added = without(range, done);
        await markTouchedMatches(warehouse, { added, before, asOf, accounts });
        const scopes = await withLinked(warehouse, await staleScopes(warehouse, asOf), asOf);
        let [units, unitsChanged] = [0, 0];
        for (let start = 0; start < scopes.length; start += BATCH) {
          const batch = scopes.slice(start, start + BATCH);
          const restated = await restate(warehouse, batch, { asOf, accounts, ranges });
          units += restated.units;
          unitsChanged += restated.unitsChanged;
        }
        await noteReconciled(warehouse, ranges);
        const matches_by_type = await countMatches(warehouse, range);
        // Work that fails is not claimed; a crash from here on leaves a fact, and the work is done when the home is opened again.
        if (isNew) await appendFact(journal, { fact: 'reconciled', ...range });
        return { ...range, as_of: asOf, units, units_changed: unitsChanged, matches_by_type };
      });
    },
  };
}

async function rangeOf(warehouse: Warehouse, named: Partial<DateRange>): Promise<DateRange> {
  const { first_date, last_date } = await datesOf(warehouse);
  const [from, to] = [named.from ?? first_date, named.to ?? last_date];
  if (from === null || to === null) throw new InvalidInput('nothing is imported: no days to reconcile');
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

/** A scope on its way to being read so far around that no unit that matters is cut off. */
interface Growing {
  /** Where matches may differ; what is stored, or made, in one unit with a row of it is written with it. */
  scope: Scope;
  /** What is read reaches {@link REACH_DAYS} farther than this. */
  whole: Scope;
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
  let open = touched.map((seed): Growing => {
    const scope = widened(seed, REACH_DAYS);
    return { scope, whole: widened(scope, REPEAT_DAYS) };
  });
  const counts = { units: 0, unitsChanged: 0 };
  while (open.length > 0) {
    const read = open.map(({ whole }) => widened(whole, REACH_DAYS));
    const made = await unitsOf(warehouse, read, { asOf, accounts });
    const scopes = open.map(({ scope }) => scope);
    const stored = groupBy(await storedSpans(warehouse, scopes), ({ scope }) => scope);
    const growing: Growing[] = [];
    const written: Written[] = [];
    for (const [i, { scope, whole }] of open.entries()) {
      const units = made[i] ?? [];
      const touchedUnits = [...units.filter((unit) => meets(unit, scope)), ...(stored.get(i) ?? [])];
      const around = withRepeats(hull(scope, touchedUnits));
      const needed = hull(
        around,
        units.filter((unit) => meets(unit, around)),
      );
      if (needed.from < whole.from || needed.to > whole.to) {
        const farther = Math.floor(daysBetween(whole.from, whole.to) / 2);
        growing.push({ scope, whole: hull(widened(whole, farther), [needed]) });
      } else if (
        written.some((other) => other.scope.underlying === around.underlying && meets(other.scope, around))
      ) {
        // What the other one writes is to be compared with once it stands.
        growing.push({ scope, whole });
      } else {
        written.push({ scope: around, matches: units.flatMap(({ matches }) => matches) });
      }
    }
    const { units, unitsChanged } = await write(warehouse, written, ranges);
    counts.units += units;
    counts.unitsChanged += unitsChanged;
    open = growing;
  }
  return counts;
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
  return runLoop('matchUnderlyings', { jobs, known }, recommendations.length + executions.length);
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
  const [now, before] = [byText(made), byText(stored)];
  const gone = [...before].filter(([text]) => !now.has(text)).map(([, match]) => match);
  const fresh = [...now].filter(([text]) => !before.has(text)).map(([, match]) => match);
  await replaceMatches(warehouse, { gone, made: fresh });
  return {
    units: new Set(made.map(({ unit_id }) => unit_id)).size,
    unitsChanged: new Set([...gone, ...fresh].map(({ unit_id }) => unit_id)).size,
  };
}

function byText<T extends Match>(matches: readonly T[]): Map<string, T> {
  return new Map(matches.map((match) => [asText(match), match]));
}

function asText(match: Match): string {
  const columns = Object.entries(match).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(columns, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** The same trading dates as scopes of which none is within reach of another, by underlying and date. */
function disjoint(scopes: readonly Scope[]): Scope[] {
  const result: Scope[] = [];
  const sorted = [...scopes].sort((a, b) =>
    a.underlying === b.underlying ? (a.from < b.from ? -1 : 1) : a.underlying < b.underlying ? -1 : 1,
  );
  for (const scope of sorted) {
    const last = result.at(-1);
    if (last?.underlying === scope.underlying && scope.from <= addDays(last.to, 2 * REACH_DAYS))
      last.to = laterOf(last.to, scope.to);
    else result.push({ underlying: scope.underlying, from: scope.from, to: scope.to });
  }
  return result;
}

function widened(scope: Scope, days: number): Scope {
  return { ...scope, from: addDays(scope.from, -days), to: addDays(scope.to, days) };
}

/** With the days after it on which advice may repeat what was advised in it. */
function withRepeats(scope: Scope): Scope {
  return { ...scope, to: addDays(scope.to, REPEAT_DAYS) };
}

function hull(scope: Scope, spans: readonly DateRange[]): Scope {
  return {
    ...scope,
    from: spans.map(({ from }) => from).reduce(earlierOf, scope.from),
    to: spans.map(({ to }) => to).reduce(laterOf, scope.to),
  };
}

function meets(span: DateRange, scope: Scope): boolean {
  return span.from <= scope.to && span.to >= scope.from;
}
