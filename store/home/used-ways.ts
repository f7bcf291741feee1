import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeDurably } from './durable-file.js';
import type { Home } from './home.js';
import { whileLocked } from './while-locked.js';

const schema = z.array(
  z.object({ way: z.string(), ok: z.boolean(), last_at: z.string(), problem: z.string().nullable() }),
);

/** What came of the last message that was sent by a way: `last_at` is an instant in UTC. */
export type UsedWay = z.infer<typeof schema>[number];

type Place = Pick<Home, 'usedWays'>;

/** The ways that messages were sent by, each as it was used last; none where the file is not there or not ours. */
export async function usedWays({ usedWays: path }: Place): Promise<UsedWay[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** Notes what came of a message, whoever else does so. */
export function noteWay(home: Place, used: UsedWay): Promise<void> {
  return whileLocked(home.usedWays, async () => {
    const others = (await usedWays(home)).filter(({ way }) => way !== used.way);
    const all = [...others, used].sort((a, b) => (a.way < b.way ? -1 : 1));
    await writeDurably(home.usedWays, `${JSON.stringify(all, null, 2)}\n`);
  });
}
