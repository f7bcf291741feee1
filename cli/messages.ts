import { Command } from 'commander';
import { InvalidInput } from '../domain/errors.js';
import { nearestNames } from '../domain/nearest-names.js';
import type { Message } from '../domain/news/news.js';
import { toSecond } from '../domain/time/to-second.js';
import type { Way } from '../messages/way.js';
import type { Home } from '../store/home/home.js';
import { answering } from './context.js';

/** `messages`: how what tradeloop has to say reaches a person. */
export function messagesCommand(): Command {
  return new Command('messages')
    .description('try the ways by which messages reach you')
    .addCommand(testCommand());
}

/** The document is `{sent: [{way, ok, problem}]}`; the exit status is 1 unless all are ok. */
function testCommand(): Command {
  return new Command('test')
    .description('send a line by each way, and say what came of it')
    .argument('[way]', 'by this one alone')
    .action(
      answering(async ({ home }, way: string | undefined) => {
        const { notedWay, sendByEach } = await import('../activities/notify.js');
        const { ensureHome, homePaths } = await import('../store/home/home.js');
        const { noteWay } = await import('../store/home/used-ways.js');
        const paths = homePaths(home);
        await ensureHome(paths);
        const all = (await waysOf(paths)).map((one) =>
          notedWay(one, (sent) => noteWay(paths, { ...sent, last_at: toSecond(new Date()) })),
        );
        const names = all.map(({ name }) => name);
        const chosen = way === undefined ? all : all.filter(({ name }) => name === way);
        if (chosen.length === 0 && way !== undefined)
          throw new InvalidInput(
            `no way ${JSON.stringify(way)}: the nearest first, there are ${nearestNames(way, names)}`,
          );
        const sent = await sendByEach(chosen, { subject: 'test', text: TEXT });
        return {
          document: { sent },
          lines: sent.map(({ way: name, ok, problem }) => `${name}: ${ok ? 'ok' : problem}`),
          failed: sent.some(({ ok }) => !ok),
        };
      }),
    );
}

/** All that are set; those over a network send from here. */
async function waysOf(home: Home): Promise<Way[]> {
  const { readConfig } = await import('../config.js');
  const { consoleWay } = await import('../messages/console.js');
  const { farWays } = await import('../messages/far-ways.js');
  const { fileWay } = await import('../messages/file.js');
  const { writeDurably } = await import('../store/home/durable-file.js');
  const { messagePath } = await import('../store/home/messages.js');
  const at = toSecond(new Date());
  return [
    consoleWay((text) => process.stderr.write(`${text}\n`)),
    fileWay((message) => writeDurably(messagePath(home.messages, message), message.text)),
    ...farWays(readConfig().ways).map(({ name, send }) => ({
      name,
      async send(message: Message) {
        await send({ ...message, at, url: null, question: null });
      },
    })),
  ];
}

const TEXT = 'tradeloop: this is a test, and it has reached you';
