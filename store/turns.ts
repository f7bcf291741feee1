import { setImmediate } from 'node:timers/promises';

/** How long a loop holds the process, in milliseconds. */
const HELD_MS = 10;

/** What a long loop waits for between its rounds: now and then, whatever else waits in the process has its turn. */
export function turns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < HELD_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
