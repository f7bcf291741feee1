import type { MessageSteps } from '../activities/message-steps.js';
import type { Config } from '../config.js';
import type { Home } from '../store/home/home.js';
import { readRunFile } from './running/run-file.js';

/** The steps that reach people over the network; what they are made of is loaded where a way is set. */
export async function messageSteps(home: Home, config: Config): Promise<MessageSteps> {
  const { sendingSteps } = await import('../activities/send-message.js');
  const { farWays } = await import('../messages/far-ways.js');
  const publicUrl = async () => config.publicUrl ?? (await readRunFile(home.run))?.api_url ?? null;
  return sendingSteps({ home, ways: farWays(config.ways), clock: () => new Date(), publicUrl });
}
