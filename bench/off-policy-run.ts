/**
 * A target policy evaluated on a log, in a process of its own so that its peak of memory is its own:
 * `node off-policy-run.js LOG TARGET ROUNDS`. Prints `{"read_ms", "times", "megabytes", "estimates"}` as JSON.
 */
import { readLines } from '../cli/read-lines.js';
import { evaluatePolicy, type PolicyEvaluation } from '../domain/learning/off-policy/evaluate-policy.js';
import { policyRules } from '../domain/learning/off-policy/policy-rules.js';
import { weighedLog } from '../domain/learning/off-policy/weighed-log.js';
import { peakMegabytes } from './peak-megabytes.js';

const [, , path = '', target = '', rounds = ''] = process.argv;

const started = performance.now();
const rules = await readLines(target, policyRules());
const log = await readLines(path, weighedLog(rules));
const read_ms = performance.now() - started;
const times: number[] = [];
let evaluation: PolicyEvaluation | undefined;
for (let round = 0; round < Number(rounds); round++) {
  const since = performance.now();
  evaluation = evaluatePolicy(log, rules);
  times.push(performance.now() - since);
}
const { estimates, ess, max_weight_share } = evaluation ?? {};
const document = { ...estimates, weights: { ess, max_weight_share } };
console.log(JSON.stringify({ read_ms, times, megabytes: peakMegabytes(), estimates: document }));
