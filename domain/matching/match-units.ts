import type { AdviceLog, LoggedAdvice } from '../advice/advice-log.js';
import { assign } from './assignment.js';
import { epochDay } from '../time/dates.js';
import { LOOK_AROUND_DAYS, withoutDeadPairs, type DatedPair } from './dead-pairs.js';
import type { Decision } from './decision.js';
import { groupBy } from '../group-by.js';
import { NO_FACTS, type HumanFacts } from './human-facts.js';
import { linkedAnswers } from './linked-trades.js';
import { candidate, linkedCandidate, type Candidate } from './match-score.js';

/** Advice and decisions that compete with each other and with no others: assigned, and restated, together. */
export interface MatchUnit {
  advice: readonly LoggedAdvice[];
  decisions: readonly Decision[];
  /** The pairing of the greatest total of points. */
  chosen: readonly Candidate[];
  /** Of advice and decisions the most points of a pair that was not chosen, among those of this unit. */
  rivals: ReadonlyMap<LoggedAdvice | Decision, number>;
}

interface Pair extends DatedPair {
  candidate: Candidate;
}

/**
 * Parts the advice and the decisions of one underlying into units and assigns each: one decision to one piece of
 * advice, the total of points as great as can be over all of them. What people linked competes with nothing, and what
 * they unlinked is no pair. Both come in a fixed order, so that ties break the same way every time.
 */
export function matchUnits(
  log: AdviceLog,
  decisions: readonly Decision[],
  facts: HumanFacts = NO_FACTS,
): MatchUnit[] {
  const rowOf = new Map(log.all.map((logged, row) => [logged, row]));
  const linked = linkedAnswers(decisions, log, facts);
  const held = new Map([...linked].map(([logged, decision]) => [decision, logged]));
  const foundFor = (decision: Decision): Candidate[] => {
    const holder = held.get(decision);
    if (holder) return [linkedCandidate(holder, decision) ?? []].flat();
    const forbidden = new Set(
      facts
        .pairsOfTrade(decision)
        .flatMap(({ linked, recommendation_id }) => (linked ? [] : recommendation_id)),
    );
    return log
      .near(decision.trading_date)
      .filter((logged) => !linked.has(logged) && !forbidden.has(logged.advice.recommendation_id))
      .flatMap((logged) => candidate(logged, decision) ?? []);
  };
  const pairs = decisions.flatMap((decision, column) =>
    foundFor(decision).map((found): Pair => ({
      row: rowOf.get(found.logged) as number,
      column,
      weight: found.points,
      rowDay: epochDay(found.logged.window.trading_date),
      columnDay: epochDay(decision.trading_date),
      candidate: found,
    })),
  );
  const size = { rows: log.all.length, columns: decisions.length };
  const live = [...components(size, pairs).values()].flatMap((part) =>
    spanDays(part) > LOOK_AROUND_DAYS ? withoutDeadPairs(part) : part,
  );
  const parted = components(size, live);
  const find = rootsOf(size, live);
  const adviceOf = groupBy(log.all.keys(), find);
  const decisionsOf = groupBy(decisions.keys(), (column) => find(size.rows + column));
  // Also the dead ones: which are dead depends on what lies outside of the unit.
  const within = groupBy(
    pairs.filter(({ row, column }) => find(row) === find(size.rows + column)),
    ({ row }) => find(row),
  );
  return [...new Set([...adviceOf.keys(), ...decisionsOf.keys()])].map((root) => {
    const chosen = chosenOf(parted.get(root) ?? []);
    return {
      advice: (adviceOf.get(root) ?? []).map((row) => log.all[row] as LoggedAdvice),
      decisions: (decisionsOf.get(root) ?? []).map((column) => decisions[column] as Decision),
      chosen,
      rivals: rivalsOf(within.get(root) ?? [], new Set(chosen)),
    };
  });
}

function rivalsOf(
  pairs: readonly Pair[],
  chosen: ReadonlySet<Candidate>,
): Map<LoggedAdvice | Decision, number> {
  const rivals = new Map<LoggedAdvice | Decision, number>();
  if (pairs.length === chosen.size) return rivals;
  for (const { candidate: pair } of pairs) {
    if (chosen.has(pair)) continue;
    for (const one of [pair.logged, pair.decision])
      if (pair.points > (rivals.get(one) ?? 0)) rivals.set(one, pair.points);
  }
  return rivals;
}

function chosenOf(pairs: readonly Pair[]): Candidate[] {
  const rows = numbers(pairs.map(({ row }) => row));
  const columns = numbers(pairs.map(({ column }) => column));
  const numbered = pairs.map((pair) => ({
    row: rows.get(pair.row) as number,
    column: columns.get(pair.column) as number,
    weight: pair.weight,
    candidate: pair.candidate,
  }));
  const columnOf = assign({ rows: rows.size, columns: columns.size }, numbered);
  return numbered.filter(({ row, column }) => columnOf[row] === column).map(({ candidate: pair }) => pair);
}

function numbers(keys: readonly number[]): Map<number, number> {
  return new Map([...new Set(keys)].sort((a, b) => a - b).map((key, i) => [key, i]));
}

function spanDays(pairs: readonly Pair[]): number {
  let [first, last] = [Infinity, -Infinity];
  for (const { rowDay, columnDay } of pairs) {
    first = Math.min(first, rowDay, columnDay);
    last = Math.max(last, rowDay, columnDay);
  }
  return last - first;
}

/** Pairs by the root of their connected component. */
function components<P extends DatedPair>(
  size: { rows: number; columns: number },
  pairs: readonly P[],
): Map<number, P[]> {
  const find = rootsOf(size, pairs);
  return groupBy(pairs, ({ row }) => find(row));
}

/** Union-find over the rows, then the columns: gives the root of a node's component. */
function rootsOf(
  size: { rows: number; columns: number },
  pairs: readonly DatedPair[],
): (node: number) => number {
  const parents = Int32Array.from({ length: size.rows + size.columns }, (_, node) => node);
  const find = (node: number): number => {
    let root = node;
    while (parents[root] !== root) root = parents[root] as number;
    while (parents[node] !== root) [parents[node], node] = [root, parents[node] as number];
    return root;
  };
  for (const { row, column } of pairs) {
    const [a, b] = [find(row), find(size.rows + column)];
    parents[Math.max(a, b)] = Math.min(a, b);
  }
  return find;
}
