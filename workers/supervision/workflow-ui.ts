import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeDurably } from '../../store/home/durable-file.js';
import type { Home } from '../../store/home/home.js';
import type { RunFile } from '../running/run-file.js';
import { hiddenPlace, isFindable, type Place } from '../server/hidden-place.js';
import { serveUi, type UiProxy } from '../server/ui-proxy.js';

const ANSWER_MS = 30_000;
const RETRY_MS = 100;

/** The workflow UI of a system: off until it is asked for, then there until the system ends. */
export interface WorkflowUi {
  /** Where the server is to start its UI; null while it is off. */
  place(): Place | null;
  /** From now on a server that starts has its UI. */
  choosePlace(): Promise<void>;
  /** Opens the door before the UI of a server that has it, and gives what the run file says of it. */
  open(): Promise<Pick<RunFile, 'ui_url' | 'ui_findable'>>;
  close(): Promise<void>;
}

/** The port of the door is kept in the home: what a browser saves for the UI, it saves by that. */
export function workflowUi(home: Home): WorkflowUi {
  let place: Place | null = null;
  let proxy: UiProxy | undefined;
  return {
    place: () => place,
    async choosePlace() {
      place ??= await hiddenPlace();
    },
    async open() {
      if (place === null) throw new Error('the UI has no place yet');
      await whenAnswering(place);
      const before = await portOf(home);
      proxy ??= await serveUi(place, before);
      if (proxy.port !== before) await writeDurably(home.ui, `${JSON.stringify({ port: proxy.port })}\n`);
      return { ui_url: proxy.url, ui_findable: isFindable(place) };
    },
    async close() {
      await proxy?.close();
    },
  };
}

async function portOf(home: Home): Promise<number | null> {
  const text = await readFile(home.ui, 'utf8').catch(() => '');
  const port = Number(/"port":(\d{1,5})\b/.exec(text)?.[1]);
  return port > 0 && port < 65_536 ? port : null;
}

/** Throws what the last attempt said where nothing answers in time. */
async function whenAnswering({ ip, port }: Place): Promise<void> {
  const deadline = performance.now() + ANSWER_MS;
  for (;;) {
    try {
      return await connected(ip, port);
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function connected(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
