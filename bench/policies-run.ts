/**
 * A policy fitted by DPO, in a process of its own so that its peak of memory is its own:
 * `node policies-run.js PAIRS EPOCHS`. Prints `{"times", "loss", "megabytes"}` as JSON, the milliseconds of
 * processor time of each epoch.
 */
import { readFile } from 'node:fs/promises';
import { logChances } from '../domain/learning/policies/losses.js';
import { fitNetwork, flat, outputsOf } from '../models/fit-network.js';
import { meanLoss, policyObjective, type Referred } from '../models/policy-objective.js';
import { useBackend } from '../models/tensors.js';
import { peakMegabytes } from './peak-megabytes.js';
import type { PolicyPairs } from './policies.js';

const [, , path = '', epochs = ''] = process.argv;

const { widths, start, config, pairs } = JSON.parse(await readFile(path, 'utf8')) as PolicyPairs;
await useBackend('wasm');
const preferences = pairs.map(({ inputs, human, reward }, asked): Referred => ({
  ...{ asked, values: Float64Array.from(inputs), rewards: [0, reward] },
  reference: logChances([0, human]),
}));
const inputs = preferences.map(({ values }) => values);
const times: number[] = [];
let since = process.cpuUsage();
const parameters = await fitNetwork(
  {
    ...{ widths, inputs, start: Float32Array.from(start) },
    objective: policyObjective('dpo', preferences, config),
  },
  { ...config, epochs: Number(epochs) },
  {
    ...{ seed: 1, from: null },
    after: () => {
      const { user, system } = process.cpuUsage(since);
      times.push((user + system) / 1000);
      since = process.cpuUsage();
      return Promise.resolve();
    },
  },
);
const outputs = outputsOf(widths, parameters, flat(inputs));
const loss = meanLoss('dpo', preferences, { outputs, beta: config.beta });
console.log(JSON.stringify({ times, loss, megabytes: peakMegabytes() }));
