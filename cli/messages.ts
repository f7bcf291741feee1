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

/**
 * The document is `{sent: [{way, ok, problem}], not_set: [{way, settings}]}`; the exit status is 1 unless all that was
 * sent is ok.
 */
function testCommand(): Command {
  return new Command('test')
    .description('send a line by each way, and say what came of it and what is not set')
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
        const unset = await waysNotSet(all);
        const chosen = way === undefined ? all : [ownOf(way, { all, unset })];
        const sent = await sendByEach(chosen, { subject: 'test', text: TEXT });
        const not_set = way === undefined ? unset : [];
        return {
          document: { sent, not_set },
          lines: [
            ...sent.map(({ way: name, ok, problem }) => `${name}: ${ok ? 'ok' : problem}`),
            ...not_set.map(notSetLine),
          ],
          failed: sent.some(({ ok }) => !ok),
        };
      }),
    );
}

/** A way over a network that is not used, and what it needs, each by its name or as a file. */
interface NotSet {
  way: string;
  settings: readonly string[];
}

async function waysNotSet(set: readonly Way[]): Promise<NotSet[]> {
  const { NEEDED_SETTINGS } = await import('../messages/settings.js');
  return Object.entries(NEEDED_SETTINGS).flatMap(([way, settings]) =>
    set.some(({ name }) => name === way) ? [] : [{ way, settings }],
  );
}

function notSetLine({ way, settings }: NotSet): string {
  return `${way}: not set; it takes ${settings.join(', ')} (docs/messages.md)`;
}

/** The way of a name. Throws InvalidInput for one that is not set, and for what is none. */
function ownOf(named: string, { all, unset }: { all: readonly Way[]; unset: readonly NotSet[] }): Way {
  const found = all.find(({ name }) => name === named);
  if (found !== undefined) return found;
  const missing = unset.find(({ way }) => way === named);
  if (missing !== undefined) throw new InvalidInput(notSetLine(missing));
  const names = [...all.map(({ name }) => name), ...unset.map(({ way }) => way)];
  throw new InvalidInput(
    `no way ${JSON.stringify(named)}: the nearest first, there are ${nearestNames(named, names)}`,
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
