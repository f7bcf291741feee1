/**
 * Plays people with known habits and prints what the loop of habits and changes comes to, beside what it is held to:
 * `npm run planted -- TABLE… [--people N] [--seeds-from N] [--weeks N] [--only TEXT]`.
 */
import { parseArgs } from 'node:util';
import { inThreads } from '../../cli/in-threads.js';
import { showProgress } from '../../cli/progress.js';
import { wrongAsked } from '../asked-tables.js';
import { changed } from './changed.js';
import { chaser } from './chaser.js';
import { converge } from './converge.js';
import { costly } from './costly.js';
import { coverage } from './coverage.js';
import { found } from './found.js';
import type { Measurement } from './measurement.js';
import { nulls } from './nulls.js';
import type { PlayTask } from './play.js';
import type { PlayedPerson } from './played-person.js';
import { refusers } from './refusers.js';

const MEASUREMENTS = { found, nulls, refusers, converge, changed, chaser, costly, coverage };
const THREAD = new URL('./play-thread.js', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Of each group. */
    people: { type: 'string' },
    'seeds-from': { type: 'string', default: '1' },
    /** Rather than as many as the goals ask for. */
    weeks: { type: 'string' },
    /** Groups whose name holds this text. */
    only: { type: 'string', default: '' },
  },
});

const numbers = { people: values.people, 'seeds-from': values['seeds-from'], weeks: values.weeks };
const wrong = wrongAsked({ positionals, numbers }, Object.keys(MEASUREMENTS));
if (wrong !== '') {
  console.error(wrong);
  process.exitCode = 2;
} else
  for (const [name, measurement] of Object.entries(MEASUREMENTS))
    if (positionals.includes(name)) console.log(await measured(name, measurement));

async function measured(name: string, { title, people, groups, table }: Measurement): Promise<string> {
  const each = Number(values.people ?? people);
  const first = Number(values['seeds-from']);
  // Every group has seeds of its own, the same ones whichever groups are asked for.
  const tasks = groups.flatMap((group, at) =>
    group.name.includes(values.only)
      ? Array.from({ length: each }, (_, i) => ({ group, seed: first + at * each + i }))
      : [],
  );
  if (tasks.length === 0) return `${name}: no group has ${JSON.stringify(values.only)} in its name\n`;
  const progress = await showProgress(name, tasks.length);
  const played = await inThreads<PlayTask, PlayedPerson>(
    THREAD,
    tasks.map(({ group: { name: _name, ...task }, seed }) => ({
      ...task,
      ...{ seed, weeks: Number(values.weeks ?? task.weeks) },
    })),
    { tell: (done) => progress.at(done, '') },
  );
  progress.end();
  const seeds = tasks.map(({ seed }) => seed);
  return [
    ...[title, `${each} people a row, seeds ${Math.min(...seeds)} to ${Math.max(...seeds)}`, ''],
    ...table((group) => played.filter((_, at) => tasks[at]?.group === group)),
    '',
  ].join('\n');
}
