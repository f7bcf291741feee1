/**
 * For `node --import`, in NODE_OPTIONS of a system: of its data process, the longest delay of the event loop in every
 * quarter of a second goes to the file that BENCH_DELAYS names, a line of JSON each: `at` (ms since 1970), `delay`
 * (ms), and `held` (ms), the same without the time in which other programs had the processor.
 */
import { appendFileSync, readFileSync } from 'node:fs';

const TICK_MS = 10;
const LINE_MS = 250;
const { BENCH_DELAYS } = process.env;

if (BENCH_DELAYS !== undefined && process.argv[1]?.endsWith('/workers/data.js') === true) watch(BENCH_DELAYS);

function watch(path: string): void {
  let [before, waited] = [performance.now(), waitedMs()];
  let [since, delay, held] = [before, 0, 0];
  setInterval(() => {
    const [now, waitedNow] = [performance.now(), waitedMs()];
    const late = now - before - TICK_MS;
    delay = Math.max(delay, late);
    held = Math.max(held, late - (waitedNow - waited));
    [before, waited] = [now, waitedNow];
    if (now - since < LINE_MS) return;
    const line = { at: Date.now(), delay: Math.round(delay), held: Math.round(Math.max(0, held)) };
    appendFileSync(path, `${JSON.stringify(line)}\n`);
    [since, delay, held] = [now, 0, 0];
  }, TICK_MS).unref();
}

/** How long the main thread has waited for a processor so far; 0 where the system does not say. */
function waitedMs(): number {
  try {
    const [, waited = '0'] = readFileSync('/proc/self/schedstat', 'utf8').split(' ');
    return Number(waited) / 1e6;
  } catch {
    return 0;
  }
}
