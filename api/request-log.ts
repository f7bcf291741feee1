import type { Log } from './parts.js';

/** What is noted of an answered request; `token` is the id of who asked, null without one. */
interface Answered {
  id: string;
  status: number;
  ms: number;
  token: string | null;
}

const LONGEST_PATH = 200;
const PAUSE_MS = 1_000;

/**
 * Notes each request of a token in one line. Of the others, which anybody can send, it notes one a second, with how
 * many it `left_out` since the last.
 */
export function requestLog(log: Log, now: () => number): (request: Request, answered: Answered) => void {
  const anybodys = sparsely(log, now);
  return (request, answered) => {
    const { pathname } = new URL(request.url);
    const path = pathname.length > LONGEST_PATH ? `${pathname.slice(0, LONGEST_PATH)}…` : pathname;
    const line = `${request.method} ${path}`;
    if (answered.token === null) anybodys(answered, line);
    else log.info(answered, line);
  };
}

/** Notes one line a second, with how many it `left_out` since the last. */
export function sparsely(log: Log, now: () => number): (fields: object, line: string) => void {
  let [last, leftOut] = [-Infinity, 0];
  return (fields, line) => {
    if (now() - last < PAUSE_MS) {
      leftOut += 1;
      return;
    }
    log.info({ ...fields, ...(leftOut > 0 && { left_out: leftOut }) }, line);
    [last, leftOut] = [now(), 0];
  };
}
