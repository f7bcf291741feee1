import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instantAt } from '../domain/time/zone.js';
import type { Steps } from '../activities/steps.js';
import type { IsoDate } from '../domain/time/dates.js';
import { normal, seededRandom, type Random } from '../domain/number/random.js';

/** Numbers of the context that the account's bot sends with its advice; the first says how likely following pays. */
export const SIGNALS = ['s0', 's1', 's2', 's3', 's4', 's5'];
export const SYMBOLS = Array.from({ length: 100 }, (_, i) => `SYM${i}`);
const [FIRST_MINUTE, MINUTES] = [5, 370];

/** Sixteen features: of the context, of the advice and its time, of the account's past. */
export const SPECIFICATION = {
  feature_spec: 1,
  name: 'busy',
  actions: ['skip', 'follow'],
  features: [
    ...SIGNALS.map((of) => ({ name: of, source: 'context', of })),
    ...[
      { name: 'is_short', source: 'advice', of: 'is_short' },
      { name: 'quantity', source: 'advice', of: 'quantity' },
      { name: 'minutes_since_open', source: 'calendar', of: 'minutes_since_open' },
      { name: 'weekday', source: 'calendar', of: 'weekday' },
      { name: 'return_5', source: 'bars', of: 'return', window: 5 },
      { name: 'realised_volatility_20', source: 'bars', of: 'realised_volatility', window: 20 },
      { name: 'range_5', source: 'bars', of: 'range', window: 5 },
      { name: 'win_rate_underlying_20', source: 'history', of: 'win_rate', by: 'underlying', window: 20 },
      { name: 'win_rate_account_20', source: 'history', of: 'win_rate', by: 'account', window: 20 },
      { name: 'mean_reward_account_20', source: 'history', of: 'mean_reward', by: 'account', window: 20 },
    ],
  ],
  reward: { view: 'economic', normalise: 'volatility', clip: 3, neutral_band: 0 },
};

/** A session in which so much is advised. */
export interface BusyHours {
  day: IsoDate;
  decisions: number;
}

export const LAST_SESSION: IsoDate = '2024-12-18';
/** Sessions that come after it. */
export const NEW_SESSIONS: readonly IsoDate[] = ['2024-12-19', '2024-12-20', '2024-12-23', '2024-12-26'];

/**
 * Imports the advice and the trades of an account that buys shares as advised and sells them eight minutes later, and
 * the daily bars.
 */
export async function importBusyHours(
  { importFile }: Pick<Steps, 'importFile'>,
  { folder, hours, seed }: { folder: string; hours: readonly BusyHours[]; seed: number },
): Promise<void> {
  for (const path of await writeBusyAccount(folder, hours, seed))
    await importFile({ path, givenPath: path, account: null, coveredThrough: null });
}

/** Gives the paths of the files. */
async function writeBusyAccount(
  folder: string,
  hours: readonly BusyHours[],
  seed: number,
): Promise<string[]> {
  const random = seededRandom(seed);
  await mkdir(folder, { recursive: true });
  const [recommendations, executions] = [[], []] as [string[], string[]];
  for (const one of hours)
    for (let i = 0; i < one.decisions; i++) {
      const { advice, trades } = decision(one, i, random);
      recommendations.push(JSON.stringify(advice));
      executions.push(...trades.map((trade) => JSON.stringify(trade)));
    }
  const bars = hours.flatMap(({ day }) => SYMBOLS.map((symbol) => JSON.stringify(bar(symbol, day, random))));
  return Promise.all(
    Object.entries({ recommendations, executions, bars }).map(async ([dataset, lines]) => {
      const path = join(folder, `${hours[0]?.day}-${seed}.${dataset}.jsonl`);
      await writeFile(path, lines.join('\n'));
      return path;
    }),
  );
}

function decision({ day, decisions }: BusyHours, i: number, random: Random) {
  const start =
    Date.parse(instantAt(day, '09:30')) +
    FIRST_MINUTE * 60_000 +
    Math.floor((i * MINUTES * 60) / decisions) * 1_000;
  const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString().replace('.000Z', 'Z');
  const context = Object.fromEntries(SIGNALS.map((name) => [name, Number(normal(random).toFixed(3))]));
  const pays = random() < 1 / (1 + Math.exp(-(context['s0'] as number)));
  const gain = (pays ? 1 : -1) * (0.2 + Math.round(random() * 80) / 100);
  const underlying = SYMBOLS[i % SYMBOLS.length] as string;
  const [price, common] = [100, { account: 'main', underlying, quantity: 10 }];
  return {
    advice: {
      ...{ ...common, recommendation_id: `${day}-${i}`, sent_at: at(0), valid_until: at(120) },
      ...{ action: 'buy', premium: price, underlying_price: price, context },
    },
    trades: [
      { ...common, executed_at: at(60), action: 'buy', price },
      { ...common, executed_at: at(480), action: 'sell', price: Number((price + gain).toFixed(2)) },
    ],
  };
}

function bar(symbol: string, day: IsoDate, random: Random) {
  const close = Number((100 + 2 * normal(random)).toFixed(2));
  return {
    ...{ symbol, interval: '1d', ts: day, open: close, high: close + 1, low: close - 1, close },
    ...{ volume: 1_000, adjusted: 'none' },
  };
}
