import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkFits } from '../activities/network-fits.js';
import { fitLogistic, type Fit } from '../domain/learning/training/fitting.js';
import { retrain } from '../domain/learning/training/retrain.js';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { labelledRows } from '../domain/learning/training/training-row.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { mlpFit } from '../models/mlp-fit.js';
import { useBackend } from '../models/tensors.js';
import { homePaths } from '../store/home/home.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-04-02').slice(0, 60);
const [A_DAY, FEATURES] = [50, 32];

/** Sixty sessions of fifty decisions: a regression and a network with their folds and baselines, by part. */
export async function benchRetrain(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  try {
    await useBackend('wasm');
    const features = Array.from({ length: FEATURES }, (_, i) => `f${i}`);
    const asked = {
      rows: decisions(),
      spec_id: '',
      features,
      heldBack: [],
      config: DEFAULT_CONFIG,
      seed: 0,
      least: 20,
    };
    const fits = await networkFits(
      homePaths(directory),
      { model_id: 'bench', config: DEFAULT_CONFIG },
      () => undefined,
    );
    const parts: string[] = [];
    let all = 0;
    for (const [name, own] of [
      ['logistic, folds and baselines', fitLogistic],
      ['network, the same', mlpFit(fits, DEFAULT_CONFIG)],
    ] as const) {
      const spent = { folds: 0, splits: 0, all: 0 };
      const since = process.cpuUsage();
      await retrain(asked, counted(own, spent));
      const seconds = secondsSince(since);
      all += seconds;
      parts.push(
        `  ${name.padEnd(32)}${seconds.toFixed(1).padStart(6)} s: fits of folds ${spent.folds.toFixed(1)}, ` +
          `of splits ${spent.splits.toFixed(1)}, of all rows ${spent.all.toFixed(1)}`,
      );
    }
    return [
      `Retrain of ${SESSIONS.length} sessions × ${A_DAY} decisions, ${FEATURES} features, processor time (aim: 60 s)`,
      ...parts,
      `  ${'in all'.padEnd(32)}${all.toFixed(1).padStart(6)} s`,
      '',
    ].join('\n');
  } finally {
    await rm(directory, { recursive: true });
  }
}

function counted(fit: Fit, spent: Record<'folds' | 'splits' | 'all', number>): Fit {
  return async (name, seen) => {
    const since = process.cpuUsage();
    const fitted = await fit(name, seen);
    const part = name.startsWith('fold') ? 'folds' : name.startsWith('split') ? 'splits' : 'all';
    spent[part] += secondsSince(since);
    return fitted;
  };
}

function secondsSince(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

function decisions() {
  const random = seededRandom(2);
  return labelledRows(
    SESSIONS.flatMap((day) =>
      Array.from({ length: A_DAY }, (_, i) => {
        const values = Float64Array.from({ length: FEATURES }, () => normal(random));
        const label = random() < 1 / (1 + Math.exp(-(values[0] as number))) ? 1 : 0;
        const time = `${14 + Math.floor(i / 10)}:${String((i % 10) * 6).padStart(2, '0')}`;
        return {
          scenario_id: `${day}-${i}`,
          ...{ sent_at: `${day}T${time}:00Z`, trading_date: day, account: null, underlying: `S${i % 7}` },
          ...{ action: 'buy', chosen: 'follow', status: 'labelled', labelled_at: `${day}T${time}:30Z` },
          ...{
            label,
            reward: label - 0.5,
            net_reward: label - 0.5,
            net_usd: 1,
            vetoes: [],
            values,
            missing: new Set<string>(),
          },
        } as const;
      }),
    ),
  );
}
