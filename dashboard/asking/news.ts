import { signal } from '@preact/signals';
import { LOOP } from './api.js';
import { read, send } from './read.js';
import { session } from './session.js';
import type { Run } from './shapes.js';
import { hasReloaded, reloadOverUpgrade } from './upgrade.js';

export interface Message {
  kind: 'week' | 'morning' | 'trouble' | 'candidate';
  week: string | null;
  text: string;
}

/** Rises with every commit, and when it is not known whether there was one. */
export const changes = signal(0);
/** Whether the system is heard; null until that is known. */
export const isConnected = signal<boolean | null>(null);
/** Runs under way, and the last that ended, by their ids. */
export const runs = signal<ReadonlyMap<string, Run>>(new Map());
export const lastMessage = signal<Message | null>(null);

/** So often it is asked where events do not come. */
const ASK_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;
/** Commits that follow one another are looked at once. */
const TOGETHER_MS = 250;
/** A stream that says nothing for so long is broken: a comment comes every 15 s. */
const SILENCE_MS = 40_000;

let last: string | null = null;
let pending: ReturnType<typeof setTimeout> | undefined;

function noteChange(): void {
  pending ??= setTimeout(() => {
    pending = undefined;
    changes.value += 1;
  }, TOGETHER_MS);
}

/** Hears the system as long as somebody is signed in; where no stream comes it asks every 10 s. */
export async function hearNews(): Promise<never> {
  let wait = FIRST_WAIT_MS;
  for (;;) {
    if (session.value === null) {
      await signedIn();
      wait = FIRST_WAIT_MS;
    }
    try {
      await hear(() => (wait = FIRST_WAIT_MS));
    } catch {
      const reached = await isReached();
      isConnected.value = reached;
      if (reached) {
        noteChange();
        wait = ASK_MS;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
}

function signedIn(): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.subscribe((now) => {
      if (now === null) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

async function isReached(): Promise<boolean> {
  return read('/status').then(
    () => true,
    () => false,
  );
}

/** Reads one stream to its end. Throws Refused where it is refused. */
async function hear(opened: () => void): Promise<void> {
  const stop = new AbortController();
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => stop.abort(), SILENCE_MS);
  };
  try {
    const response = await send(`${LOOP}/events`, {
      headers: { accept: 'text/event-stream', ...(last !== null && { 'last-event-id': last }) },
      signal: stop.signal,
    });
    if (isConnected.value === false) noteChange();
    if (isConnected.value === false || hasReloaded()) void reloadOverUpgrade();
    isConnected.value = true;
    opened();
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      heard();
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block);
    }
  } finally {
    clearTimeout(silence);
    isConnected.value = false;
  }
}

function take(block: string): void {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trimStart()];
    }),
  );
  last = fields.get('id') ?? last;
  const data = fields.get('data') ?? 'null';
  switch (fields.get('event')) {
    case 'changed':
    case 'reset':
      noteChange();
      break;
    case 'run': {
      const run = JSON.parse(data) as Run;
      runs.value = new Map(
        [...[...runs.value].filter(([id]) => id !== run.run_id), [run.run_id, run] as const].slice(-50),
      );
      break;
    }
    case 'message':
      lastMessage.value = JSON.parse(data) as Message;
      break;
    case undefined:
      // A comment: the stream lives.
      break;
  }
}
