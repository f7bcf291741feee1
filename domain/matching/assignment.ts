/** A row and a column that may be paired, and the whole number above zero that pairing them is worth. */
export interface WeightedPair {
  row: number;
  column: number;
  weight: number;
}

/**
 * The pairing of the greatest total weight, each row and each column used at most once: for every row its column, or
 * -1. Rows and columns are counted from 0. The same pairs in the same numbering give the same result, also where
 * several pairings are equally good.
 *
 * Shortest augmenting paths over the pairs that exist (Jonker & Volgenant, "A shortest augmenting path algorithm for
 * dense and sparse linear assignment problems", Computing 38, 1987), where a row may stay without a column at no gain.
 */
export function assign(size: { rows: number; columns: number }, pairs: readonly WeightedPair[]): Int32Array {
  const state = {
    pairsOf: pairsByRow(size.rows, pairs),
    rowPrice: new Float64Array(size.rows),
    columnPrice: new Float64Array(size.columns),
    columnOf: new Int32Array(size.rows).fill(-1),
    rowOf: new Int32Array(size.columns).fill(-1),
  };
  for (let row = 0; row < size.rows; row++) augment(state, row);
  return state.columnOf;
}

interface State {
  pairsOf: readonly WeightedPair[][];
  /**
   * Duals: rowPrice + columnPrice ≥ weight on every pair, equal on chosen ones; never below zero, zero where nothing is
   * chosen.
   */
  rowPrice: Float64Array;
  columnPrice: Float64Array;
  columnOf: Int32Array;
  rowOf: Int32Array;
}

function pairsByRow(rows: number, pairs: readonly WeightedPair[]): WeightedPair[][] {
  const byRow = Array.from({ length: rows }, (): WeightedPair[] => []);
  for (const pair of pairs) byRow[pair.row]?.push(pair);
  return byRow;
}

/**
 * Takes one more row into the best pairing, along the cheapest path to a free column or to a row that gives its column
 * up.
 */
function augment(state: State, start: number): void {
  const { pairsOf, rowPrice, columnPrice, columnOf, rowOf } = state;
  const reached = new Map<number, { distance: number; from: number }>();
  const settled: { column: number; distance: number }[] = [];
  const open = new Set<number>();
  // The price of the new row is zero so far, and a distance below zero what is gained.
  let end = { distance: 0, row: start, column: -1 };

  const scan = (row: number, distance: number) => {
    for (const { column, weight } of pairsOf[row] ?? []) {
      const through = distance + at(rowPrice, row) + at(columnPrice, column) - weight;
      if (through >= (reached.get(column)?.distance ?? Infinity)) continue;
      reached.set(column, { distance: through, from: row });
      open.add(column);
    }
  };

  scan(start, 0);
  for (;;) {
    const next = nearest(open, reached);
    if (next === undefined || next.distance > end.distance) break;
    open.delete(next.column);
    const row = at(rowOf, next.column);
    if (row === -1) {
      end = { ...next, row: -1 };
      break;
    }
    settled.push(next);
    if (next.distance + at(rowPrice, row) < end.distance)
      end = { distance: next.distance + at(rowPrice, row), row, column: at(columnOf, row) };
    scan(row, next.distance);
  }

  for (const { column, distance } of settled) {
    const change = end.distance - distance;
    columnPrice[column] = at(columnPrice, column) + change;
    const row = at(rowOf, column);
    rowPrice[row] = at(rowPrice, row) - change;
  }
  rowPrice[start] = -end.distance;

  if (end.row !== -1) columnOf[end.row] = -1;
  for (let column = end.column; column !== -1;) {
    const row = reached.get(column)?.from ?? start;
    const given = at(columnOf, row);
    columnOf[row] = column;
    rowOf[column] = row;
    column = given;
  }
}

function nearest(open: ReadonlySet<number>, reached: ReadonlyMap<number, { distance: number }>) {
  let best: { column: number; distance: number } | undefined;
  for (const column of open) {
    const distance = reached.get(column)?.distance ?? Infinity;
    if (
      best === undefined ||
      distance < best.distance ||
      (distance === best.distance && column < best.column)
    )
      best = { column, distance };
  }
  return best;
}

function at(values: Float64Array | Int32Array, index: number): number {
  return values[index] as number;
}
