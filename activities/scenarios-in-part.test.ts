import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import { seededRandom } from '../domain/number/random.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { homePaths } from '../store/home/home.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const TABLES = ['scenarios', 'features', 'rewards'] as const;

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'in-part-'));
  opened = await openSteps(join(dir, 'home'));
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function tables(): Promise<string[]> {
  await opened.steps.updateScenarios({});
  const texts: string[] = [];
  for (const name of TABLES) {
    await opened.steps.exportTable({ table: name, format: 'jsonl' });
    texts.push(await readFile(join(dir, 'home', 'exports', `${name}.jsonl`), 'utf8'));
  }
  return texts;
}

async function bring(path: string): Promise<string> {
  const input = { path, givenPath: path, account: null, coveredThrough: '2025-03-31' };
  return (await opened.steps.importFile(input)).sha256;
}

/** The lines of a file that a part is of, in files of their own. */
async function parts(path: string, count: number): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const dataset = /\.(\w+)\.jsonl$/.exec(path)?.[1] as string;
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const part = join(dir, `part-${i}.${dataset}.jsonl`);
      const own = lines.filter((_line, at) => Math.floor((at * count) / lines.length) === i);
      await writeFile(part, own.map((line) => `${line}\n`).join(''));
      return part;
    }),
  );
}

async function barsOf(symbols: readonly string[]): Promise<string> {
  const random = seededRandom(9);
  const path = join(dir, 'all.bars.jsonl');
  const lines = sessionsBetween('2024-12-02', '2025-02-28').flatMap((ts) =>
    symbols.map((symbol) => {
      const close = Number((100 + 4 * random()).toFixed(2));
      const prices = { open: close, high: close + 1, low: close - 1, close, volume: 1_000 };
      return JSON.stringify({ symbol, interval: '1d', ts, ...prices, adjusted: 'none' });
    }),
  );
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

/** What a person saved: a window that looks back farther than the pieces are long, by name and by account. */
const SAVED = {
  ...defaultSpecification([{ mood: 0 }]),
  features: [
    ...defaultSpecification([{ mood: 0 }]).features,
    { name: 'long', source: 'history', of: 'mean_reward', window: 60, by: 'underlying' },
    { name: 'all_of_it', source: 'history', of: 'win_rate', window: 90, by: 'all' },
  ],
};

test.each([
  ['the default', 1],
  ['a saved', 2],
  ['a saved', 3],
])(
  'updateScenarios({}) by %s specification makes what may have changed, and comes to what a rebuild comes to (%i)',
  async (specification, seed) => {
    const random = seededRandom(seed);
    const isSaved = specification === 'a saved';
    await mkdir(join(dir, 'home', 'learning'), { recursive: true });
    if (isSaved) await writeFile(homePaths(join(dir, 'home')).featureSpecification, JSON.stringify(SAVED));
    const files = await writeIntradayAccount(join(dir, 'files'), {
      ...{ from: '2025-01-06', to: '2025-02-14', seed },
    });
    const bars = await parts(await barsOf(['ABC', 'DEF', 'GHI']), 5);
    const pieces = (await Promise.all(files.map((file) => parts(file, 6)))).flat();
    const inTurn = [...bars, ...pieces]
      .map((path) => ({ path, at: isSaved && bars.includes(path) ? 0 : random() }))
      .sort((a, b) => a.at - b.at);
    const shas: string[] = [];
    for (const [i, { path }] of inTurn.entries()) {
      shas.push(await bring(path));
      await opened.steps.updateScenarios({});
      if (i % 5 !== 4) continue;
      const [taken] = shas.splice(Math.floor(random() * shas.length), 1);
      if (random() < 0.5 && taken) await opened.steps.retractImport({ fileSha256: taken });
      const before = await tables();
      await opened.steps.rebuildWarehouse({});
      expect(await tables()).toEqual(before);
    }
  },
  240_000,
);
