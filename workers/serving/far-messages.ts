import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FarMessages } from '../../activities/notify.js';
import { newsAbout } from '../../domain/news/news.js';
import { toSecond } from '../../domain/time/to-second.js';
import type { Home } from '../../store/home/home.js';
import { putOut, writeSheet } from '../../store/home/outbox.js';
import { readSheet } from '../../store/home/sent-pieces.js';
import { usedWays } from '../../store/home/used-ways.js';
import type { Starter } from '../asking/run-workflow.js';
import { startMessage } from '../asking/start-message.js';

/** For what is sent again; then it goes on by itself. */
const SENT_MS = 10_000;
const GOES_ON = 'not sent yet: it is tried again for a day';

/**
 * The ways over a network as the data process has them sent: by the control process, which finds in the outbox what is
 * handed over. Without any way nothing is put there.
 */
export function farMessages(
  starter: Pick<Starter, 'client' | 'storeId' | 'idPrefix'>,
  { home, clock, names }: { home: Home; clock: () => Date; names: readonly string[] },
): FarMessages {
  return {
    names,
    async handOver(news) {
      if (names.length > 0) await putOut(home, { ...news, at: toSecond(clock()) });
    },
    async sendAgain(news) {
      if (names.length === 0) return [];
      const { subject } = news;
      // Who asks for the message alone leaves its questions as they are: replies name them by their numbers.
      const before = news.questions.length > 0 ? null : await readSheet(home, subject);
      const { questions } = before ?? news;
      await writeSheet(home, { ...news, questions, at: toSecond(clock()) });
      const only = before === null ? {} : { only: 'message' as const };
      const request = randomUUID();
      const { kind } = newsAbout(subject);
      const sent = names.map(async (way) => {
        const handle = await startMessage(starter, { kind, subject, way, request, ...only });
        const ended = handle.result().then(
          () => ({ ok: true, problem: null }),
          () => undefined,
        );
        const came = await Promise.race([ended, sleep(SENT_MS, undefined, { ref: false })]);
        return { way, ...(came ?? { ok: false, problem: await lastProblem(home, way) }) };
      });
      return Promise.all(sent);
    },
  };
}

async function lastProblem(home: Home, name: string): Promise<string> {
  const used = (await usedWays(home)).find(({ way }) => way === name);
  return used?.problem ? `${used.problem}; ${GOES_ON}` : GOES_ON;
}
