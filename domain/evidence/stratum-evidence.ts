import { groupBy } from '../group-by.js';
import { logFactorial } from './log-gamma.js';
import { logMean, logSum } from './log-sum.js';

/** Odds ratios that a cell is tried for. */
export const ODDS_RATIOS = [3, 10, 30, 100];
const LOG_RATIOS = ODDS_RATIOS.map(Math.log);

/**
 * Of one stratum and one cell: so many decisions, so many of them refused, so many in the cell, so many of those
 * refused.
 */
export interface Stratum {
  decisions: number;
  refused: number;
  inCell: number;
  refusedInCell: number;
}

/**
 * By odds ratio, ln of the chance of what was seen over that under none: Fisher's noncentral hypergeometric over the
 * central one. Its mean is 1 where which decisions were refused does not depend on the cell, however many were refused.
 */
export function logStratumFactors({ decisions, refused, inCell, refusedInCell }: Stratum): number[] {
  const least = Math.max(0, refused - decisions + inCell);
  const most = Math.min(inCell, refused);
  if (least >= most) return LOG_RATIOS.map(() => 0);
  const ways = new Float64Array(most - least + 1);
  for (let j = least; j <= most; j++)
    ways[j - least] = logChoose(inCell, j) + logChoose(decisions - inCell, refused - j);
  const all = logSum(ways);
  return LOG_RATIOS.map(
    (log) => refusedInCell * log + all - logSum(ways.map((way, i) => way + (least + i) * log)),
  );
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** What can be refused or not, with the stratum it is compared in and the cells that it is in. */
export interface Comparable {
  stratum: string | number;
  refused: boolean;
  cells: readonly number[];
}

/** The evidence that refusals keep to one of some cells, as strata come in any order. */
export interface CellProcess {
  /** Adds what a stratum shows of one cell; of one beyond those there are, as one more. */
  add(cell: number, stratum: Stratum): void;
  /** Adds strata whole: of each all that is compared in it. */
  addAll(compared: readonly Comparable[]): void;
  /** ln of the mean over cells and odds ratios of the products over strata. */
  log(): number;
  /** ln of the mean over odds ratios of one cell's product. */
  logOf(cell: number): number;
  /** The cell of which that is the greatest. */
  strongest(): number;
  copy(): CellProcess;
}

/** The evidence of a number of cells, of each for every odds ratio. */
export function cellProcess(cells: number): CellProcess {
  return cellsFrom(new Float64Array(cells * LOG_RATIOS.length));
}

function cellsFrom(logs: Float64Array): CellProcess {
  const width = LOG_RATIOS.length;
  const add = (cell: number, stratum: Stratum) => {
    const factors = knownFactors(stratum);
    if (logs.length < (cell + 1) * width) logs = withLength(logs, (cell + 1) * width);
    for (let i = 0, at = cell * width; i < width; i++, at++)
      logs[at] = (logs[at] as number) + (factors[i] as number);
  };
  const logOf = (cell: number) =>
    logs.length <= cell * width ? 0 : logMean(logs.subarray(cell * width, (cell + 1) * width));
  return {
    add,
    addAll(compared) {
      for (const members of groupBy(compared, ({ stratum }) => stratum).values()) {
        const refused = members.filter((one) => one.refused).length;
        for (const [cell, inside] of cellsOf(members))
          add(cell, { decisions: members.length, refused, ...inside });
      }
    },
    log: () => logMean(logs),
    logOf,
    strongest: () => greatestAt(Array.from({ length: logs.length / width }, (_, cell) => logOf(cell))),
    copy: () => cellsFrom(logs.slice()),
  };
}

function withLength(logs: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(logs);
  return longer;
}

/** By the counts of small strata, what {@link logStratumFactors} gives: the same few hundred come again every week. */
const factorsOf = new Map<number, readonly number[]>();
const MOST_DECISIONS = 64;
const MOST_FACTORS = 50_000;

function knownFactors(stratum: Stratum): readonly number[] {
  const { decisions, refused, inCell, refusedInCell } = stratum;
  if (decisions >= MOST_DECISIONS) return logStratumFactors(stratum);
  const key =
    ((decisions * MOST_DECISIONS + refused) * MOST_DECISIONS + inCell) * MOST_DECISIONS + refusedInCell;
  const known = factorsOf.get(key);
  if (known !== undefined) return known;
  const factors = logStratumFactors(stratum);
  if (factorsOf.size < MOST_FACTORS) factorsOf.set(key, factors);
  return factors;
}

/** The position of the greatest of some numbers, of equal ones the first. */
export function greatestAt(numbers: readonly number[]): number {
  return numbers.reduce((best, number, at) => (number > (numbers[best] as number) ? at : best), 0);
}

function cellsOf(members: readonly Comparable[]): Map<number, { inCell: number; refusedInCell: number }> {
  const counts = new Map<number, { inCell: number; refusedInCell: number }>();
  for (const { refused, cells } of members)
    for (const cell of cells) {
      const count = counts.get(cell);
      if (count === undefined) counts.set(cell, { inCell: 1, refusedInCell: refused ? 1 : 0 });
      else {
        count.inCell++;
        if (refused) count.refusedInCell++;
      }
    }
  return counts;
}
