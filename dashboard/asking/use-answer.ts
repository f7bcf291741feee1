import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Answer, Query, RouteOf } from './api.js';
import { changes } from './news.js';
import { isPassing, Refused, type Problem } from './problem.js';
import { read } from './read.js';

/** How a request stands: what was answered last stays while it is asked anew. */
export interface Asked<A> {
  answer: A | undefined;
  problem: Problem | undefined;
}

const AGAIN_MS = 1_500;

/**
 * What a route answers now, and anew with every change; a request that cannot go well yet is made again. Nothing is
 * asked while `asked` is null.
 */
export function useAnswer<R extends RouteOf<'get'>>(
  route: R,
  asked: { named?: Readonly<Record<string, string>>; query?: Query<R> } | null = {},
): ReadonlySignal<Asked<Answer<R>>> {
  const state = useSignal<Asked<Answer<R>>>({ answer: undefined, problem: undefined });
  const wanted = JSON.stringify(asked);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    let again: ReturnType<typeof setTimeout> | undefined;
    // Of another match or week nothing is shown while it is asked for.
    state.value = { answer: undefined, problem: undefined };
    if (asked === null) return;
    const ask = async () => {
      clearTimeout(again);
      try {
        const answer = await read(route, { ...asked, signal });
        if (!signal.aborted) state.value = { answer, problem: undefined };
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof Refused)) throw error;
        state.value = { answer: state.peek().answer, problem: error.problem };
        if (isPassing(error.problem)) again = setTimeout(() => void ask(), AGAIN_MS);
      }
    };
    const end = changes.subscribe(() => void ask());
    return () => {
      end();
      stop.abort();
      clearTimeout(again);
    };
  }, [route, wanted]);
  return state;
}
