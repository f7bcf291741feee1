import { assign, type WeightedPair } from './assignment.js';
import { groupBy } from '../group-by.js';

/** A pair with the days on which its row and its column fall. */
export interface DatedPair extends WeightedPair {
  rowDay: number;
  columnDay: number;
}

/** How many days around a pair are looked at, and how many a component spans at most without a look. */
export const LOOK_AROUND_DAYS = 7;
/** What is nearest settles most pairs, and is looked at first. */
const RADII = [2, LOOK_AROUND_DAYS];

/**
 * The pairs of one component without those that no best pairing can contain, whatever there is farther than
 * {@link LOOK_AROUND_DAYS} days away. Where advice and trades overlap day after day a component would be as long as the
 * history; without its dead pairs it falls into parts that are assigned, and restated, by themselves.
 *
 * A pair is dead if what its row and its column are worth without each other is more than the pair is. What a row is
 * worth falls with every other row and grows with every column (Shapley, "Complements and substitutes in the optimal
 * assignment problem", Naval Research Logistics Quarterly 9, 1962): with the columns nearby alone, beside all rows that
 * want them, it is worth least. So for the column.
 */
export function withoutDeadPairs<P extends DatedPair>(pairs: readonly P[]): P[] {
  const byRow = groupBy(pairs, ({ row }) => row);
  const byColumn = groupBy(pairs, ({ column }) => column);
  const byRowDay = groupBy(pairs, ({ rowDay }) => rowDay);
  const byColumnDay = groupBy(pairs, ({ columnDay }) => columnDay);
  const totals = new Map(RADII.map((radius) => [radius, new Map<number, number>()]));

  function totalAround(day: number, radius: number): number {
    const ofRadius = totals.get(radius) as Map<number, number>;
    const known = ofRadius.get(day) ?? bestTotal(around(byColumnDay, day, radius));
    ofRadius.set(day, known);
    return known;
  }

  function worthApart({ row, column, columnDay: day }: P, radius: number): number {
    const withoutRow = around(byColumnDay, day, radius).filter((pair) => pair.row !== row);
    const others = around(byRowDay, day, radius).filter((pair) => pair.row !== row);
    const withoutColumn = others.filter((pair) => pair.column !== column);
    return totalAround(day, radius) - bestTotal(withoutRow) + bestTotal(others) - bestTotal(withoutColumn);
  }

  return pairs.filter((pair) => {
    const isOnly = byRow.get(pair.row)?.length === 1 || byColumn.get(pair.column)?.length === 1;
    return isOnly || !RADII.some((radius) => worthApart(pair, radius) > pair.weight);
  });
}

function around<P>(byDay: ReadonlyMap<number, P[]>, day: number, radius: number): P[] {
  const pairs: P[] = [];
  for (let near = day - radius; near <= day + radius; near++) pairs.push(...(byDay.get(near) ?? []));
  return pairs;
}

function bestTotal(pairs: readonly WeightedPair[]): number {
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const numbered = pairs.map(({ row, column, weight }) => ({
    row: numberOf(rows, row),
    column: numberOf(columns, column),
    weight,
  }));
  const columnOf = assign({ rows: rows.size, columns: columns.size }, numbered);
  return numbered.reduce(
    (total, { row, column, weight }) => total + (columnOf[row] === column ? weight : 0),
    0,
  );
}

function numberOf(numbers: Map<number, number>, key: number): number {
  const known = numbers.get(key) ?? numbers.size;
  numbers.set(key, known);
  return known;
}
