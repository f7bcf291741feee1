import type { Divergence } from './divergence-guard.js';
import type { Ends } from './effect-intervals.js';
import { studentQuantile } from './student-quantile.js';

const LEAST_WEEKS = 6;
const MOST_WEEKS_BEFORE = 26;
/** With fewer weeks before, a slope is not told apart from the change. */
const WEEKS_FOR_SLOPE = 13;
/** Keeps the estimate finite whatever the weeks. */
const RIDGE = 1e-3;
const STEPS = 100;
const PRECISION = 1e-10;
/** Two-sided 95 %. */
const UPPER_TAIL = 0.975;

/** How the share that diverges changed when a change came into force, on the logit. */
export type LevelChange = { logit: number } & Ends & {
    /** The share just before and just after, by the fit. */
    before: number;
    after: number;
  };

/**
 * Interrupted time series of weekly counts (k diverged of n): level, change of level and, with 13 weeks before, a
 * common slope, by logistic regression; errors by quasi-likelihood, Student's t (95 %). Weeks without decisions count
 * on in time and say nothing else; of those before the last 26 are looked at. Null with fewer than 6 weeks on either
 * side.
 */
export function levelChange(before: readonly Divergence[], after: readonly Divergence[]): LevelChange | null {
  const lately = before.slice(-MOST_WEEKS_BEFORE);
  const weeks = [
    ...mixed(lately).map((week, i) => ({ ...week, at: i - lately.length, changed: 0 })),
    ...mixed(after).map((week, i) => ({ ...week, at: i, changed: 1 })),
  ].filter(({ decisions }) => decisions > 0);
  const weeksAfter = weeks.filter(({ changed }) => changed === 1).length;
  const weeksBefore = weeks.length - weeksAfter;
  if (weeksBefore < LEAST_WEEKS || weeksAfter < LEAST_WEEKS) return null;
  const hasSlope = weeksBefore >= WEEKS_FOR_SLOPE;
  const fitted = fit(
    weeks.map((week) => ({ ...week, row: [1, week.changed, ...(hasSlope ? [week.at] : [])] })),
  );
  const [level, logit] = fitted.coefficients as [number, number];
  const half = studentQuantile(UPPER_TAIL, fitted.degrees) * Math.sqrt(fitted.variances[1] as number);
  return {
    logit,
    low: logit - half,
    high: logit + half,
    before: shareOf(level),
    after: shareOf(level + logit),
  };
}

/**
 * A side that is all or nothing with one decision more, half of it diverging, spread over its weeks (Haldane,
 * Anscombe): without it nothing would speak for a change after which nobody diverges any more, since no share lies at
 * infinity.
 */
function mixed(weeks: readonly Divergence[]): readonly Divergence[] {
  const sum = (of: (week: Divergence) => number) => weeks.reduce((total, week) => total + of(week), 0);
  const [diverged, decisions] = [sum((week) => week.diverged), sum((week) => week.decisions)];
  if (decisions === 0 || (diverged > 0 && diverged < decisions)) return weeks;
  return weeks.map((week) => ({
    diverged: week.diverged + week.decisions / (2 * decisions),
    decisions: week.decisions * (1 + 1 / decisions),
  }));
}

type Row = Divergence & { row: readonly number[] };

/** Newton's method on the penalised likelihood. */
function fit(rows: readonly Row[]): { coefficients: number[]; variances: number[]; degrees: number } {
  const width = (rows[0] as Row).row.length;
  let coefficients = Array.from({ length: width }, () => 0);
  let inverse: number[][] = [];
  for (let step = 0; step < STEPS; step++) {
    const slope = coefficients.map((coefficient) => -RIDGE * coefficient);
    const information = identity(width, RIDGE);
    for (const { row, diverged, decisions } of rows) {
      const share = shareOf(dot(row, coefficients));
      const weight = decisions * share * (1 - share);
      row.forEach((x, i) => {
        slope[i] = (slope[i] as number) + x * (diverged - decisions * share);
        row.forEach((y, j) => add(information, i, j, weight * x * y));
      });
    }
    inverse = inverted(information);
    const change = inverse.map((line) => dot(line, slope));
    const longest = Math.max(...change.map(Math.abs));
    // A step of more than this on the logit overshoots.
    const scale = Math.min(1, 2 / longest);
    coefficients = coefficients.map((coefficient, i) => coefficient + scale * (change[i] as number));
    if (longest < PRECISION) break;
  }
  const degrees = rows.length - width;
  const dispersion = Math.max(1, pearson(rows, coefficients) / degrees);
  return { coefficients, variances: inverse.map((line, i) => dispersion * (line[i] as number)), degrees };
}

function pearson(rows: readonly Row[], coefficients: readonly number[]): number {
  return rows.reduce((sum, { row, diverged, decisions }) => {
    const share = shareOf(dot(row, coefficients));
    return sum + (diverged - decisions * share) ** 2 / (decisions * share * (1 - share));
  }, 0);
}

function shareOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, one, i) => sum + one * (b[i] as number), 0);
}

function identity(width: number, scale: number): number[][] {
  return Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => (i === j ? scale : 0)),
  );
}

function add(matrix: number[][], i: number, j: number, value: number): void {
  const line = matrix[i] as number[];
  line[j] = (line[j] as number) + value;
}

/** Of a symmetric positive definite matrix, by Gauss and Jordan. */
function inverted(matrix: readonly (readonly number[])[]): number[][] {
  const width = matrix.length;
  const left = matrix.map((line) => [...line]);
  const right = identity(width, 1);
  for (let k = 0; k < width; k++) {
    const pivot = (left[k] as number[])[k] as number;
    for (const lines of [left, right]) lines[k] = (lines[k] as number[]).map((value) => value / pivot);
    for (let i = 0; i < width; i++) {
      if (i === k) continue;
      const factor = (left[i] as number[])[k] as number;
      for (const lines of [left, right]) {
        const from = lines[k] as number[];
        lines[i] = (lines[i] as number[]).map((value, j) => value - factor * (from[j] as number));
      }
    }
  }
  return right;
}
