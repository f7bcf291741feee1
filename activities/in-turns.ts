import type { Pieces } from '../domain/pieces.js';
import { turns } from '../store/turns.js';

/** What work comes to; between its pieces whatever else waits has its turn. */
export async function inTurns<T>(pieces: Pieces<T>): Promise<T> {
  const turn = turns();
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
    await turn();
  }
}
