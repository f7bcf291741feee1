import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { READS } from '../../activities/read-names.js';
import type { ReadName, Reads } from '../../activities/named-reads.js';
import { InvalidInput, NotRunning } from '../../domain/errors.js';
import { printable } from '../../domain/printable.js';
import type { Refusal } from '../../workflows/refusal.js';
import { runOn } from '../running/run-on.js';
import { errorOf } from './named-error.js';

/** For an answer; a read waits for a rebuild that is under way. */
const ANSWER_MS = 60_000;
/** While its process is being started again, be it again and again, nobody listens. */
const PATIENCE_MS = 300_000;
/** Then it is said that it is waited for. */
const NOTABLE_MS = 5_000;
const RETRY_MS = 200;
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * The reads of the system that runs on a home, for commands that do without too. Throws NotRunning, saying how to start
 * one.
 */
export async function readsOfRunning(homeDir: string): Promise<Reads> {
  const { reads } = await runOn(homeDir, { orLocal: true });
  return runningReads(reads, { stillRuns: () => runOn(homeDir, { orLocal: true }), tell: toTerminal });
}

/** Says what is waited for to who asks by a command. */
export function toTerminal(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

interface Waiting {
  /** Throws once there is no system any more, whose data process is waited for. */
  stillRuns?: () => Promise<unknown>;
  /** Gets a line for a wait that a person notices; processes of the system itself, as they start, wait in silence. */
  tell?: (line: string) => void;
}

/**
 * The reads of a running system, answered by its data process at a socket; a system of an earlier version has none.
 */
export function runningReads(path: string | null | undefined, waiting: Waiting = {}): Reads {
  return Object.fromEntries(
    READS.map((name) => [name, (input?: object) => ask({ path, ...waiting }, name, input)]),
  ) as unknown as Reads;
}

interface Place extends Waiting {
  path: string | null | undefined;
}

async function ask<T>({ path, stillRuns, tell }: Place, read: ReadName, input?: object): Promise<T> {
  if (!path)
    throw new NotRunning('what runs is of an earlier version: end it with "down", then start it with "up"');
  let isTold = false;
  for (const since = performance.now(); ; await sleep(RETRY_MS)) {
    try {
      return await askOnce<T>(path, input === undefined ? `/${read}` : `/${read}?${asQuery(input)}`);
    } catch (cause) {
      if (!NOBODY.has((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
      await stillRuns?.();
      const awayMs = performance.now() - since;
      const what = `the data process does not answer at ${path}`;
      if (awayMs > PATIENCE_MS)
        throw new NotRunning(`${what}; "npx tradeloop status" says how things stand`, { cause });
      if (awayMs > NOTABLE_MS && !isTold) tell?.(`${what}; waiting for it`);
      isTold ||= awayMs > NOTABLE_MS;
    }
  }
}

function asQuery(input: object): string {
  return new URLSearchParams({ input: JSON.stringify(input) }).toString();
}

function askOnce<T>(socketPath: string, path: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, timeout: ANSWER_MS, agent: false }, (response) => {
      text(response)
        .then((body) => resolve(answerIn<T>(body, response.statusCode)))
        .catch(reject);
    });
    asked.once('timeout', () =>
      asked.destroy(new NotRunning(`no answer at ${socketPath} within ${ANSWER_MS / 1000} s`)),
    );
    asked.once('error', reject);
    asked.end();
  });
}

/** What is asked for stands in the address, which may have so many characters. */
const TOO_LONG = 431;

function answerIn<T>(body: string, status: number | undefined): T {
  if (status === TOO_LONG) throw new InvalidInput('too much is asked for at once: name fewer values');
  const document = JSON.parse(body) as unknown;
  if (status !== 200) throw errorOf((document as { error: Refusal }).error);
  return document as T;
}
