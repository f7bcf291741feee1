import type { DateRange } from '../domain/time/dates.js';
import type { PrepareReplay, ReadReplay } from './candidates.js';

/** Reads what the replays of one step need once for each algorithm, over a range in which all of them lie. */
export function preparedOnce(read: ReadReplay, range: () => DateRange): PrepareReplay {
  const prepared = new Map<string, ReturnType<PrepareReplay>>();
  return (asked) => {
    const ready = prepared.get(asked.algorithm) ?? read({ ...asked, range: range() });
    prepared.set(asked.algorithm, ready);
    return ready;
  };
}
