import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkFits } from '../activities/network-fits.js';
import { fitLogistic, type Fit } from '../domain/learning/training/fitting.js';
import { retrain } from '../domain/learning/training/retrain.js';
import { sigmoid } from '../domain/learning/baselines/ridge-logistic.js';
import { choicesOf } from '../domain/learning/policies/preference.js';
import { DEFAULT_CONFIG, defaultConfig } from '../domain/learning/training/default-config.js';
import { isPolicy, type RetrainedKind } from '../domain/learning/training/kinds.js';
import { labelledRows, type TrainingRow } from '../domain/learning/training/training-row.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { mlpFit } from '../models/mlp-fit.js';
import { policyFit } from '../models/policy-fit.js';
import { useBackend } from '../models/tensors.js';
import { homePaths } from '../store/home/home.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-04-02').slice(0, 60);
const [A_DAY, FEATURES] = [50, 32];

/**
 * Sixty sessions of fifty decisions: a regression and a network with their folds and baselines, and policies, by part.
 */
export async function benchRetrain(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  try {
    await useBackend('wasm');
    const features = Array.from({ length: FEATURES }, (_, i) => `f${i}`);
    const rows = labelledRows(decisions());
    const choices = choicesOf(rows, { features, inputs: features });
    const fitsOf = (kind: RetrainedKind) =>
      networkFits(
        homePaths(directory),
        { model_id: `bench-${kind}`, config: defaultConfig(kind) },
        () => undefined,
      );
    const measured = async (name: string, kind: RetrainedKind, fit: Fit) => {
      const spent = { folds: 0, splits: 0, all: 0 };
      const since = process.cpuUsage();
      await retrain(
        {
          ...{ rows, spec_id: '', features, heldBack: [], config: defaultConfig(kind), seed: 0, least: 20 },
          isPolicy: isPolicy(kind),
        },
        counted(fit, spent),
      );
      const seconds = secondsSince(since);
      const { folds, splits, all } = spent;
      const parts = `fits of folds ${folds.toFixed(1)}, of splits ${splits.toFixed(1)}, of all rows ${all.toFixed(1)}`;
      return { seconds, line: `${row(name, seconds)}: ${parts}` };
    };
    const basic = [
      await measured('logistic, folds and baselines', 'logistic', fitLogistic),
      await measured('network, the same', 'mlp', mlpFit(await fitsOf('mlp'), DEFAULT_CONFIG)),
    ];
    const policies: string[] = [];
    for (const kind of ['dpo', 'ppo', 'rrhf', 'reward'] as const) {
      const asked = { kind, basis: 'hindsight', choices, config: defaultConfig(kind) } as const;
      policies.push((await measured(kind, kind, policyFit(await fitsOf(kind), asked))).line);
    }
    const size = `${SESSIONS.length} sessions × ${A_DAY} decisions, ${FEATURES} features`;
    return [
      `Retrain of ${size}, processor time (aim: 60 s)`,
      ...basic.map(({ line }) => line),
      row(
        'in all',
        basic.reduce((sum, { seconds }) => sum + seconds, 0),
      ),
      `Retrain of a policy, the same`,
      ...policies,
      '',
    ].join('\n');
  } finally {
    await rm(directory, { recursive: true });
  }
}

function row(name: string, seconds: number): string {
  return `  ${name.padEnd(32)}${seconds.toFixed(1).padStart(6)} s`;
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

/** A person who likes the second feature, of advice that pays by the first. */
function decisions(): TrainingRow[] {
  const random = seededRandom(2);
  return SESSIONS.flatMap((day) =>
    Array.from({ length: A_DAY }, (_, i): TrainingRow => {
      const values = Float64Array.from({ length: FEATURES }, () => normal(random));
      const label = random() < sigmoid(values[0] as number) ? 1 : 0;
      const chosen = random() < sigmoid(values[1] as number) ? 'follow' : 'skip';
      const time = `${14 + Math.floor(i / 10)}:${String((i % 10) * 6).padStart(2, '0')}`;
      return {
        ...{ scenario_id: `${day}-${i}`, sent_at: `${day}T${time}:00Z`, trading_date: day, account: null },
        ...{ underlying: `S${i % 7}`, action: 'buy', chosen, status: 'labelled' },
        ...{ labelled_at: `${day}T${time}:30Z`, label, reward: label - 0.5, net_reward: label - 0.5 },
        ...{ net_usd: 1, vetoes: [], values, missing: new Set<string>() },
      };
    }),
  );
}
