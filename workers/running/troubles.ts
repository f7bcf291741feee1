import type { Home } from '../../store/home/home.js';
import type { Trouble } from './trouble.js';
import { readRunFile, type RunFile } from './run-file.js';

/** Of fewer deaths in a day nobody is told but who asks. */
const KEEPS_DYING = 3;

/** What keeps dying of the system that runs on a home, and why, a line each. */
export async function whatKeepsDying(home: Home): Promise<string[]> {
  const run = await readRunFile(home.run);
  const troubles = run ? troublesOf(run) : [];
  return troubles.filter(({ ended, killed }) => ended + killed >= KEEPS_DYING).map(troubleLine);
}

/** A system of an earlier version notes none. */
export function troublesOf({ troubles = [] }: RunFile): readonly Trouble[] {
  return troubles;
}

export function troubleLine({ name, ended, killed, last_at, why }: Trouble): string {
  const times = [
    ...(ended > 0 ? [`ended ${often(ended)}`] : []),
    ...(killed > 0 ? [`was killed ${often(killed)}`] : []),
  ];
  return `${name} ${times.join(' and ')} in the last day, at ${last_at.slice(0, 16)}Z by ${why}`;
}

function often(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
