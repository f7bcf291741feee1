import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * V8 compiles for speed what has run for fifteen times as long as by default, in bytes of bytecode: where a task takes
 * seconds, compiling took half of its time, and many tasks after each other are no slower.
 */
const COMPILED_LATE = '--interrupt-budget=2000000';

/**
 * Hands tasks one by one to threads of a program, as many as there are cores, and gives their answers in the order of
 * the tasks. The program answers each message by one of its own.
 */
export async function inThreads<T, A>(
  program: URL,
  tasks: readonly T[],
  { tell, ...options }: WorkerOptions & { tell: (done: number) => void },
): Promise<A[]> {
  setFlagsFromString(COMPILED_LATE);
  const left = tasks.entries();
  const answers: A[] = [];
  let done = 0;
  const threads = Array.from({ length: Math.min(tasks.length, availableParallelism()) }, async () => {
    const thread = new Worker(program, options);
    try {
      for (const [at, task] of left) {
        thread.postMessage(task);
        [answers[at]] = (await once(thread, 'message')) as [A];
        tell(++done);
      }
    } finally {
      await thread.terminate();
    }
  });
  await Promise.all(threads);
  return answers;
}
