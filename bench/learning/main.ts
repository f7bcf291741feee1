/**
 * Plays simulated accounts through the gate and its parts, and prints what they come to, beside what they are held to:
 * `npm run lives -- TABLE… [--lives N] [--seeds-from N] [--only TEXT]`.
 */
import { parseArgs } from 'node:util';
import { showProgress } from '../../cli/progress.js';
import { seededRandom } from '../../domain/number/random.js';
import { rowsTable } from '../planted/measurement.js';
import { wrongAsked } from '../asked-tables.js';
import { better } from './better.js';
import { calibration } from './calibration.js';
import { drift } from './drift.js';
import { frontier } from './frontier.js';
import { leaks } from './leaks.js';
import type { Measurement } from './measurement.js';
import { nulls } from './nulls.js';
import { offPolicy } from './off-policy.js';
import { policies } from './policies.js';
import { policyGate } from './policy-gate.js';
import { shrinkage } from './shrinkage.js';
import { watch } from './watch.js';

const MEASUREMENTS = {
  ...{ nulls, better, drift, watch, shrinkage, calibration, leaks },
  ...{ 'off-policy': offPolicy, policies, 'policy-gate': policyGate, frontier },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Of each row. */
    lives: { type: 'string' },
    'seeds-from': { type: 'string', default: '1' },
    /** Rows whose name holds this text. */
    only: { type: 'string', default: '' },
  },
});

const numbers = { lives: values.lives, 'seeds-from': values['seeds-from'] };
const wrong = wrongAsked({ positionals, numbers }, Object.keys(MEASUREMENTS));
if (wrong !== '') {
  console.error(wrong);
  process.exitCode = 2;
} else
  for (const [name, measurement] of Object.entries(MEASUREMENTS))
    if (positionals.includes(name)) console.log(await measured(name, measurement));

async function measured(name: string, { title, rows }: Measurement): Promise<string> {
  const asked = rows.filter((row) => row.name.includes(values.only));
  if (asked.length === 0) return `${name}: no row has ${JSON.stringify(values.only)} in its name\n`;
  const lives = asked.map((row) => Number(values.lives ?? row.lives));
  const progress = await showProgress(
    name,
    lives.reduce((sum, count) => sum + count, 0),
  );
  const first = Number(values['seeds-from']);
  let done = 0;
  const cells: ReturnType<(typeof rows)[number]['cells']>[] = [];
  for (const [at, row] of asked.entries()) {
    // Every row has seeds of its own, the same ones whichever rows are asked for.
    const from = first + rows.indexOf(row) * 100_000;
    const played: unknown[] = [];
    for (let seed = from; seed < from + (lives[at] as number); seed++) {
      played.push(await row.play(seededRandom(seed), seed));
      if (++done % 20 === 0) progress.at(done, row.name);
    }
    cells.push({ ...row.cells(played), lives: String(played.length) });
  }
  progress.end();
  return [title, `seeds from ${first}`, '', ...rowsTable(cells), ''].join('\n');
}
