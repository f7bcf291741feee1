import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../domain/number/random.js';
import { sessionsBetween } from '../domain/time/calendar.js';

const HOURS = ['14:35', '15:35', '16:35', '17:35', '18:35', '19:35'];

/**
 * An account that buys shares as advised and sells them within the hour. `mood` of the context says how likely that
 * pays: σ(mood · 1.2). Gives the paths of its files.
 */
export async function writeIntradayAccount(
  folder: string,
  { from, to, seed }: { from: string; to: string; seed: number },
): Promise<string[]> {
  const random = seededRandom(seed);
  const executions: object[] = [];
  const advice: object[] = [];
  for (const day of sessionsBetween(from, to))
    for (const [i, time] of HOURS.entries()) {
      const underlying = ['ABC', 'DEF', 'GHI'][Math.floor(random() * 3)] as string;
      const mood = Math.round((random() * 4 - 2) * 1_000) / 1_000;
      const gain =
        (random() < 1 / (1 + Math.exp(-1.2 * mood)) ? 1 : -1) * (0.2 + Math.round(random() * 80) / 100);
      const [hour, minute] = time.split(':') as [string, string];
      const at = (later: number) => `${day}T${hour}:${String(Number(minute) + later).padStart(2, '0')}:00Z`;
      const price = 100;
      const common = { account: 'main', underlying, quantity: 10 };
      advice.push({
        ...common,
        recommendation_id: `${underlying}-${day}-${i}`,
        sent_at: at(0),
        valid_until: at(10),
        action: 'buy',
        premium: price,
        underlying_price: price,
        context: { mood },
      });
      executions.push(
        { ...common, executed_at: at(1), action: 'buy', price },
        { ...common, executed_at: at(20), action: 'sell', price: Number((price + gain).toFixed(2)) },
      );
    }
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Object.entries({ recommendations: advice, executions }).map(async ([dataset, records]) => {
      const path = join(folder, `intraday.${dataset}.jsonl`);
      await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      return path;
    }),
  );
}
