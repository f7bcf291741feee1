import { RESTART_WEEKS } from './restarts.js';
import { cellProcess, type CellProcess, type Comparable } from './stratum-evidence.js';

/**
 * The evidence of cells within strata that last 13 weeks: what is so rare that a week has nothing to compare it with.
 * What the strata of the stretch under way hold so far counts as if they were whole. Looked at once, its mean is 1
 * where which members of a stratum are refused does not depend on the cell, in whatever week they come; looked at
 * while it fills it is no e-process, so that it can hold back what another look says and never say anything alone.
 */
export interface LongStrata {
  /** Adds a week, which may be empty; weeks come in order. */
  addWeek(compared: readonly Comparable[]): void;
  /** All strata there are so far. */
  soFar(): CellProcess;
  copy(): LongStrata;
}

export function longStrata(cells: number): LongStrata {
  return strataFrom(cellProcess(cells), [], 0);
}

function strataFrom(settled: CellProcess, underWay: readonly Comparable[], weeks: number): LongStrata {
  const withAll = (all: readonly Comparable[]): CellProcess => {
    const whole = settled.copy();
    whole.addAll(all);
    return whole;
  };
  return {
    addWeek(compared) {
      underWay = [...underWay, ...compared];
      weeks++;
      if (weeks % RESTART_WEEKS > 0) return;
      settled = withAll(underWay);
      underWay = [];
    },
    soFar: () => withAll(underWay),
    copy: () => strataFrom(settled, underWay, weeks),
  };
}
