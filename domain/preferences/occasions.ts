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

/** What occasions depend on. */
export type Shown = Pick<Evidence, 'hypothesis' | 'direction' | 'cell'>;

/**
 * Gives what calls `visit` with each occasion of a habit that a decision in its scope is: of a shift what was answered,
 * shown where it went the found way; of a refusal what lies in its cell, shown where it was refused. Of a weekday every
 * session's advice on it, shown where it was not answered in that session.
 */
export function occasions({
  hypothesis: { kind },
  direction,
  cell,
}: Shown): (decision: WeekDecision, visit: (shown: boolean) => void) => void {
  if (isDirection(kind))
    return (decision, visit) => {
      const change = changeOf(kind, decision);
      if (change !== null) visit(direction !== 0 && Math.sign(change) === direction);
    };
  if (kind === 'weekday_refusal')
    return ({ asks }, visit) => {
      for (const { session, answered } of asks) if (weekday(session) === cell) visit(!answered);
    };
  const isIn = kind in THRESHOLDS ? inCell(THRESHOLDS[kind as ThresholdKind], cell as number) : () => true;
  return (decision, visit) => {
    if (isIn(decision)) visit(decision.refused);
  };
}

/** The occasions of a habit among decisions in its scope. */
export function occasionsOf(habit: Shown, inScope: readonly Placed[]): Occasion[] {
  const each = occasions(habit);
  const found: Occasion[] = [];
  for (const { decision, at } of inScope) each(decision, (shown) => found.push({ decision, at, shown }));
  return found;
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
