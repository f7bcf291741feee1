import { weekday, type IsoDate } from '../time/dates.js';
import { changeOf } from './change-of.js';
import { measureOf, THRESHOLDS, type Threshold, type ThresholdKind } from './comparisons.js';
import { isDirection, type DirectionKind } from './hypothesis.js';
import type { Evidence } from './saturday.js';
import type { Placed, WeekDecision } from './week-decision.js';

/** A time at which a habit could show, and whether it did. */
export interface Occasion extends Placed {
  shown: boolean;
}

const NO_SESSIONS: ReadonlySet<IsoDate> = new Set();

/**
 * The occasions of a habit among decisions in its scope: of a shift what was answered, shown where it went the found
 * way; of a refusal what lies in its cell, shown where it was refused. Of a weekday every session's advice on it, shown
 * where it was not answered in that session.
 */
export function occasionsOf(
  { hypothesis: { kind }, direction, cell }: Pick<Evidence, 'hypothesis' | 'direction' | 'cell'>,
  inScope: readonly Placed[],
): Occasion[] {
  if (isDirection(kind))
    return inScope.flatMap(({ decision, at }) => {
      const change = changeOf(kind, decision);
      return change === null
        ? []
        : [{ decision, at, shown: direction !== 0 && Math.sign(change) === direction }];
    });
  if (kind === 'weekday_refusal')
    return inScope.flatMap(({ decision, at }) =>
      decision.asks
        .filter(({ session }) => weekday(session) === cell)
        .map(({ answered }) => ({ decision, at, shown: !answered })),
    );
  const isIn = kind in THRESHOLDS ? inCell(THRESHOLDS[kind as ThresholdKind], cell as number) : () => true;
  return inScope
    .filter(({ decision }) => isIn(decision))
    .map(({ decision, at }) => ({ decision, at, shown: decision.refused }));
}

function inCell(threshold: Threshold, cell: number): (decision: WeekDecision) => boolean {
  return (decision) => {
    const measure = measureOf(decision, threshold.measure, NO_SESSIONS);
    return measure !== null && threshold.isIn(measure, cell);
  };
}

/** How far a shown change went: weeks, strikes, or the share of the advised quantity that was added or left out. */
export function sizeOf(kind: DirectionKind, { decision }: Pick<Occasion, 'decision'>): number {
  return Math.abs(changeOf(kind, decision) ?? 0);
}
