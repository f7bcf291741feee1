import { busy } from './error-problem.js';

/** So many are computed or wait for it. */
const MOST_WAITING = 3;

/**
 * What takes long to compute, once for all who ask for the same name: equal names, equal results. What it is made from
 * is read only where it is not kept. One is computed at a time, and what would wait behind too many is refused.
 */
export function computedOnce<T>(): (
  name: string,
  prepare: () => Promise<() => Promise<T>>,
) => Promise<() => Promise<T>> {
  const kept = new Map<string, Promise<T>>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function checkRoom(): void {
    if (waiting >= MOST_WAITING) throw busy(`${MOST_WAITING} computations are under way or waiting`);
  }

  function begin(name: string, compute: () => Promise<T>): Promise<T> {
    checkRoom();
    waiting += 1;
    const result = last.then(compute);
    kept.set(name, result);
    last = result.then(ended, () => {
      kept.delete(name);
      ended();
    });
    // Those under way are fewer than this, and they are the last.
    for (const oldest of [...kept.keys()].slice(0, -MOST_WAITING)) kept.delete(oldest);
    return result;
  }

  function ended(): void {
    waiting -= 1;
  }

  return async (name, prepare) => {
    const before = kept.get(name);
    if (before !== undefined) return () => before;
    checkRoom();
    const compute = await prepare();
    // Another may have begun with the same meanwhile.
    return () => kept.get(name) ?? begin(name, compute);
  };
}
