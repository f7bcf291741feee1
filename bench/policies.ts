import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sigmoid } from '../domain/learning/baselines/ridge-logistic.js';
import { DEFAULT_CONFIG, defaultConfig } from '../domain/learning/training/default-config.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { beginningAs } from '../models/network.js';
import { torchPeer } from './python-peer.js';
import { nodeScript, script, type ProcessRun } from './whole-process.js';

const [PAIRS, FEATURES] = [5_000, 16];
const PROCESSES = 3;
const { epochs: EPOCHS } = defaultConfig('dpo');
/** How far the losses may be apart: rows come in another order. */
const SAME = 0.01;

/** What both fit: a network where it begins, and pairs with what the human would do, as a logit, and what paid. */
export interface PolicyPairs {
  widths: readonly number[];
  start: readonly number[];
  config: TrainingConfig;
  pairs: readonly { inputs: readonly number[]; human: number; reward: number }[];
}

/**
 * The processor time of an epoch of DPO beside the same in PyTorch on CPU: by default, which is linear, and with hidden
 * layers.
 */
export async function benchPolicies(): Promise<string> {
  const python = await torchPeer();
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  try {
    const tables: string[] = [];
    for (const hidden of [[], [32, 16]]) {
      const path = join(directory, 'pairs.json');
      await writeFile(path, JSON.stringify(pairsFor(hidden)));
      const run = fileURLToPath(new URL('./policies-run.js', import.meta.url));
      const [ours, torch]: ProcessRun[][] = [[], []];
      for (let at = 0; at < PROCESSES; at++) {
        ours?.push(await nodeScript(run, path, String(EPOCHS)));
        if (python !== undefined) torch?.push(await script(python, 'dpo.py', path, String(EPOCHS)));
      }
      tables.push(table(hidden, { ours: ours ?? [], torch: torch ?? [] }));
    }
    return tables.join('\n');
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** A person who likes the first feature, of advice that pays by the second. */
function pairsFor(hidden: number[]): PolicyPairs {
  const random = seededRandom(3);
  const pairs = Array.from({ length: PAIRS }, () => {
    const inputs = Array.from({ length: FEATURES }, () => Math.fround(normal(random)));
    const [liked, paid] = inputs as [number, number];
    return { inputs, human: liked, reward: random() < sigmoid(2 * paid) ? 1 : -1 };
  });
  const clone = { weights: Array.from({ length: FEATURES }, (_, i) => (i === 0 ? 1 : 0)), intercept: 0 };
  const { widths, start } = beginningAs(clone, { widths: [FEATURES, ...hidden, 2], seed: 4 });
  const config = hidden.length === 0 ? defaultConfig('dpo') : { ...defaultConfig('dpo'), ...slow(hidden) };
  return { widths, start: [...start], config, pairs };
}

/** Networks learn at the pace of networks. */
function slow(hidden: number[]) {
  return { hidden, learning_rate: DEFAULT_CONFIG.learning_rate };
}

function table(hidden: readonly number[], { ours, torch }: Record<'ours' | 'torch', ProcessRun[]>): string {
  const epoch = (runs: readonly ProcessRun[]) =>
    middle(runs.flatMap(({ document }) => document['times'] as number[]));
  const peak = (runs: readonly ProcessRun[]) => middle(runs.map(({ megabytes }) => megabytes));
  const row = (name: string, runs: readonly ProcessRun[]) =>
    `  ${name.padEnd(10)}${epoch(runs).toFixed(1).padStart(7)} ms an epoch${peak(runs).toFixed(0).padStart(8)} MB`;
  const layers = hidden.length === 0 ? 'linear' : `hidden ${hidden.join(', ')}`;
  const title = `DPO on ${PAIRS.toLocaleString('en')} pairs of ${FEATURES} features, ${layers} (aim: PyTorch ≤ 1×)`;
  if (torch.length === 0) return [title, row('ours', ours), ''].join('\n');
  const apart = lossesApart(ours, torch);
  return [
    `${title}; losses ${(100 * apart).toFixed(2)} % apart`,
    row('ours', ours),
    row('PyTorch', torch),
    `  ours ÷ PyTorch: ${(epoch(ours) / epoch(torch)).toFixed(2)}×, memory ${(peak(ours) / peak(torch)).toFixed(2)}×`,
    '',
  ].join('\n');
}

/** In parts of the loss. Throws where it is more than the order of rows makes. */
function lossesApart(...each: readonly ProcessRun[][]): number {
  const [own, other] = each.map((runs) => Number(runs[0]?.document['loss'])) as [number, number];
  const apart = Math.abs(own - other) / other;
  if (!(apart <= SAME)) throw new Error(`PyTorch comes to a loss of ${other}, ours to ${own}`);
  return apart;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
