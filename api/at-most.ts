import type { Problem } from './problem.js';

/** Lets so many things be under way at once, and throws a Problem for what would be one more. */
export function atMost(most: number, refusal: () => Problem): <T>(work: () => Promise<T>) => Promise<T> {
  let underWay = 0;
  return async (work) => {
    if (underWay >= most) throw refusal();
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
    }
  };
}
