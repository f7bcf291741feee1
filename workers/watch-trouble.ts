import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { troubleMessage } from '../domain/news/trouble-message.js';
import { toSecond } from '../domain/time/to-second.js';
import { isThere, writeDurably } from '../store/home/durable-file.js';
import type { Home } from '../store/home/home.js';
import { messagePath, sheetPath } from '../store/home/messages.js';
import { putOut } from '../store/home/outbox.js';

const LOOK_MS = 60_000;
/** A step that fails for less long may yet come right by itself. */
const FAILING_MS = 3_600_000;

interface Looking {
  /** What keeps dying of the system, a line each, and what names the trouble it is. */
  dying: () => Promise<readonly string[]>;
  /** The steps that schedules began and that fail now: each with the line that says why. */
  failing: () => Promise<ReadonlyMap<string, string>>;
  clock: () => Date;
  log: Logger;
  stop: AbortSignal;
}

/**
 * Has a person hear of what does not work by itself: a step that a schedule began and that fails for an hour, a process
 * that keeps dying. Of each once a day.
 */
export async function watchTrouble(home: Home, { dying, failing, clock, log, stop }: Looking): Promise<void> {
  const since = new Map<string, number>();
  for (; !stop.aborted; await sleep(LOOK_MS, undefined, { signal: stop }).catch(() => undefined))
    try {
      const now = clock();
      const [at, day] = [toSecond(now), toSecond(now).slice(0, 10)];
      const long = failingLong(since, await failing(), now.getTime());
      const dies = (await dying()).map((line) => [line.split(' ')[0] ?? '', line] as const);
      for (const [name, line] of [...dies, ...long]) {
        // What was said today is found there, also by a process that was started again.
        const subject = `trouble-${day}-${name.replaceAll(/[^\w-]+/g, '-').slice(0, 100)}`;
        if (await isThere(sheetPath(home.messages, { subject }))) continue;
        const text = troubleMessage(line, at);
        log.warn({ subject }, line);
        await writeDurably(messagePath(home.messages, { subject }), text);
        await putOut(home, { subject, text, at, questions: [] });
      }
    } catch (error) {
      if (!stop.aborted) log.warn(error, 'nobody could look for trouble; it is looked for again');
    }
}

/** Of what fails now that which does so for an hour; `since` is kept of each from look to look, in milliseconds. */
export function failingLong(
  since: Map<string, number>,
  failing: ReadonlyMap<string, string>,
  now: number,
): [string, string][] {
  for (const name of since.keys()) if (!failing.has(name)) since.delete(name);
  for (const name of failing.keys()) since.set(name, since.get(name) ?? now);
  return [...failing].filter(([name]) => now - (since.get(name) ?? now) >= FAILING_MS);
}
