import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { PolicyRule } from '../domain/learning/off-policy/policy-rules.js';
import { integerBetween, normal, seededRandom, type Random } from '../domain/number/random.js';
import { pythonPeer } from './python-peer.js';
import { nodeScript, ownCommand, script, type ProcessRun } from './whole-process.js';

const ROWS = 1_000_000;
const [PROCESSES, ROUNDS] = [3, 7];
const ACTIONS = Array.from({ length: 10 }, (_, at) => `a${at}`);
const MOODS = ['calm', 'wild', 'flat'];
const SAME = 1e-9;

/**
 * The estimates of a target policy by a log of a million decisions beside numpy, from arrays in memory; reading the log
 * is told apart. First that they agree.
 */
export async function benchOffPolicy(): Promise<string> {
  const python = await pythonPeer();
  if (python === undefined) return '';
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const [log, target] = [join(directory, 'log.jsonl'), join(directory, 'target.jsonl')];
  try {
    const random = seededRandom(1);
    await writeFile(
      target,
      rulesOf(random)
        .map((rule) => `${JSON.stringify(rule)}\n`)
        .join(''),
    );
    await pipeline(Readable.from(logPieces(random)), createWriteStream(log));
    const run = fileURLToPath(new URL('./off-policy-run.js', import.meta.url));
    const [ours, numpy, commands]: ProcessRun[][] = [[], [], []];
    for (let at = 0; at < PROCESSES; at++) {
      ours?.push(await nodeScript(run, log, target, String(ROUNDS)));
      numpy?.push(await script(python, 'off_policy.py', log, target, String(ROUNDS)));
      commands?.push(await ownCommand('learn', 'evaluate', '--json', '--log', log, '--target', target));
    }
    return table({ ours: ours ?? [], numpy: numpy ?? [], commands: commands ?? [] });
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Chances that differ by the context: one mood by the hour, one whatever the hour, and all else. */
function rulesOf(random: Random): PolicyRule[] {
  const contexts = [{ mood: 'calm' }, { mood: 'wild', hour: 9 }, { mood: 'wild' }, {}];
  return contexts.map((when) => {
    const parts = ACTIONS.map(() => 0.2 + random());
    const whole = parts.reduce((sum, part) => sum + part, 0);
    const chances = parts.map((part, i) => [ACTIONS[i] as string, part / whole] as const);
    return { when, probabilities: Object.fromEntries(chances) };
  });
}

function* logPieces(random: Random): Generator<string> {
  const piece = 10_000;
  for (let first = 0; first < ROWS; first += piece)
    yield Array.from({ length: piece }, (_, i) => `${JSON.stringify(decision(first + i, random))}\n`).join(
      '',
    );
}

function decision(at: number, random: Random) {
  const context = { mood: MOODS[integerBetween(random, 0, 2)], hour: integerBetween(random, 9, 16) };
  const action = ACTIONS[integerBetween(random, 0, ACTIONS.length - 1)];
  return { id: `d-${at}`, context, action, propensity: 0.02 + 0.2 * random(), reward: normal(random) };
}

function table({
  ours,
  numpy,
  commands,
}: Record<'ours' | 'numpy' | 'commands', readonly ProcessRun[]>): string {
  const apart = largestDifference(ours[0], numpy[0]);
  const estimating = (runs: readonly ProcessRun[]) =>
    middle(runs.flatMap(({ document }) => document['times'] as number[]));
  const reading = (runs: readonly ProcessRun[]) =>
    middle(runs.map(({ document }) => Number(document['read_ms'])));
  const ratio = (of: (runs: readonly ProcessRun[]) => number) => (of(ours) / of(numpy)).toFixed(2);
  const row = (name: string, runs: readonly ProcessRun[]) =>
    `  ${name.padEnd(8)}${estimating(runs).toFixed(0).padStart(7)} ms` +
    `${reading(runs).toFixed(0).padStart(9)} ms to read${peakOf(runs).padStart(8)} MB`;
  return [
    `A target policy on a log of ${ROWS.toLocaleString('en')} decisions (aim: numpy ≤ 1.5×), all estimators; at most ${apart.toExponential(1)} apart`,
    row('ours', ours),
    row('numpy', numpy),
    `  ours ÷ numpy: ${ratio(estimating)}×, and ${ratio(reading)}× to read`,
    `  the whole command ${middle(commands.map(({ ms }) => ms)).toFixed(0)} ms, ${peakOf(commands)} MB`,
    '',
  ].join('\n');
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function peakOf(runs: readonly ProcessRun[]): string {
  return middle(runs.map(({ megabytes }) => megabytes)).toFixed(0);
}

type Numbers = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** In parts of the value. Throws where it is more than rounding. */
function largestDifference(ours: ProcessRun | undefined, numpy: ProcessRun | undefined): number {
  const [own, other] = [ours, numpy].map((run) => (run?.document['estimates'] ?? {}) as Numbers);
  let most = 0;
  for (const [name, figures] of Object.entries(other ?? {}))
    for (const [figure, value] of Object.entries(figures)) {
      const found = own?.[name]?.[figure] ?? NaN;
      const apart = Math.abs(found - value) / Math.abs(value);
      if (!(apart <= SAME))
        throw new Error(`numpy has another ${figure} of ${name}: ${value}, ours is ${found}`);
      most = Math.max(most, apart);
    }
  return most;
}
