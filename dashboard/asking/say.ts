import { signal } from '@preact/signals';
import { isPassing, Refused, type Problem } from './problem.js';
import { send } from './read.js';

/** What a person said and what is to be done with it: a request that changes something. */
export interface Saying {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** From the root. */
  address: string;
  parameters: Readonly<Record<string, unknown>>;
  ifMatch?: string;
}

interface Kept extends Saying {
  /** Under it the API knows what it has answered already. */
  key: string;
}

const KEPT = 'tradeloop.said';
const AGAIN_MS = 1_000;

/** What was said and is not answered yet: the browser keeps it, and it is said again when the page opens anew. */
export const unanswered = signal(0);

/**
 * Says it, again and again while nobody answers or the API is busy, always under one key: it is kept once. Throws
 * Refused for what is refused for good.
 */
export async function say<A>(saying: Saying): Promise<A> {
  const kept: Kept = { ...saying, key: crypto.randomUUID() };
  put([...keptSayings(), kept]);
  return answered<A>(kept);
}

/** Says what an earlier page did not get an answer to; gives what was refused. */
export async function sayKept(): Promise<Problem[]> {
  const refused: Problem[] = [];
  for (const kept of keptSayings())
    await answered(kept).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      refused.push(error.problem);
    });
  return refused;
}

async function answered<A>(kept: Kept): Promise<A> {
  for (;;)
    try {
      const response = await send(kept.address, {
        method: kept.method,
        headers: {
          'idempotency-key': kept.key,
          ...(kept.method !== 'DELETE' && { 'content-type': 'application/json' }),
          ...(kept.ifMatch !== undefined && { 'if-match': kept.ifMatch }),
        },
        ...(kept.method !== 'DELETE' && { body: JSON.stringify(kept.parameters) }),
      });
      const answer = (await response.json()) as A;
      drop(kept);
      return answer;
    } catch (error) {
      const isPassed = error instanceof Refused && !isPassing(error.problem) && error.problem.status !== 401;
      if (!(error instanceof Refused) || isPassed) {
        drop(kept);
        throw error;
      }
      // Who is signed out says it once signed in again.
      if (error.problem.status === 401) throw error;
      await new Promise((resolve) =>
        setTimeout(resolve, (error.problem.retryAfter ?? 0) * 1_000 || AGAIN_MS),
      );
    }
}

function keptSayings(): Kept[] {
  return JSON.parse(localStorage.getItem(KEPT) ?? '[]') as Kept[];
}

function put(kept: readonly Kept[]): void {
  if (kept.length === 0) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, JSON.stringify(kept));
  unanswered.value = kept.length;
}

function drop({ key }: Kept): void {
  put(keptSayings().filter((one) => one.key !== key));
}
