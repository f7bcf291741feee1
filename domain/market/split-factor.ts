/** By how much a share cost more than the bars say: 20 for 1 where they carry a split that came later. As doubles. */
export interface Factor {
  least: number;
  /** Infinity where there is no upper bound. */
  most: number;
}

/** A median over days strays no further from the ratio of a split. */
const NEAR = 1.03;

/** Ratios that are no whole number: new shares for old ones. */
const ODD_RATIOS = [
  [5, 4],
  [4, 3],
  [3, 2],
  [5, 2],
] as const;

/** Whether shares are split by a ratio within that factor, one way or the other. */
export function isSplitLike(factor: Factor): boolean {
  return nearestRatio(factor) !== undefined;
}

/** Whether that factor is this ratio. */
export function sameRatio({ least, most }: Factor, ratio: number): boolean {
  return ratio >= least / NEAR && ratio <= most * NEAR;
}

/**
 * The factor in words, new shares for old ones: `about 20 for 1`, `at least 20 for 1`, `about 1 for 10`; null for one
 * that is no factor.
 */
export function describeRatio(factor: Factor): string | null {
  const { least, most } = factor;
  if (least < 1 && most > 1) return null;
  const ratio = shownRatio(factor);
  if (ratio !== null) return `about ${ratio[0]} for ${ratio[1]}`;
  return least >= 1 ? `at least ${rounded(least)} for 1` : `at least 1 for ${rounded(1 / most)}`;
}

/** The new shares for old ones that a factor shows, as good as they are known; null where it is only a bound. */
export function shownRatio(factor: Factor): [shares: number, old: number] | null {
  const { least, most } = factor;
  if (least !== most) return null;
  return nearestRatio(factor) ?? (least > 1 ? [rounded(least), 1] : [1, rounded(1 / least)]);
}

function rounded(ratio: number): number {
  return ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10;
}

function nearestRatio(factor: Factor): [number, number] | undefined {
  if (factor.most < 1) {
    const inverse = nearestRatio({ least: 1 / factor.most, most: 1 / factor.least });
    return inverse && [inverse[1], inverse[0]];
  }
  const whole = Math.max(2, Math.round(factor.least));
  const ratios: readonly (readonly [number, number])[] = [...ODD_RATIOS, [whole, 1], [whole + 1, 1]];
  const found = ratios.find(([shares, old]) => sameRatio(factor, shares / old));
  return found && [...found];
}
