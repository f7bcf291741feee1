import type { Logger } from 'pino';
import type { MessageSteps } from '../activities/message-steps.js';
import type { Config } from '../config.js';
import { toSecond } from '../domain/time/to-second.js';
import type { Heard } from '../messages/heard.js';
import type { Home } from '../store/home/home.js';
import { readRunFile } from './running/run-file.js';

/** The steps that reach people over the network; what they are made of is loaded where a way is set. */
export async function messageSteps(home: Home, config: Config): Promise<MessageSteps> {
  const { sendingSteps } = await import('../activities/send-message.js');
  const { farWays } = await import('../messages/far-ways.js');
  const publicUrl = async () => config.publicUrl ?? (await readRunFile(home.run))?.api_url ?? null;
  return sendingSteps({ home, ways: farWays(config.ways), clock: () => new Date(), publicUrl });
}

/** Hears what people say by the ways that are set, until `stop`; what keeps it from that is noted of the way. */
export async function hearReplies(
  home: Home,
  {
    config,
    hear,
    log,
    stop,
  }: { config: Config; hear: (heard: Heard) => Promise<void>; log: Logger; stop: AbortSignal },
): Promise<void> {
  const { telegram } = config.ways;
  if (telegram === undefined) return;
  const { hearTelegram } = await import('../messages/telegram-updates.js');
  const { noteWay } = await import('../store/home/used-ways.js');
  const clock = () => new Date();
  await hearTelegram(telegram, {
    ...{ hear, clock, stop },
    async tell(problem) {
      log.warn({ problem }, problem === null ? 'replies are heard again' : 'replies are not heard');
      await noteWay(home, { way: 'telegram', ok: problem === null, last_at: toSecond(clock()), problem });
    },
  });
}
