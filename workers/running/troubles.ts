import type { Home } from '../../store/home/home.js';
import { readRunFile, type RunFile } from './run-file.js';

/** What a process of a running system died of lately. */
export interface Trouble {
  name: 'server' | 'control' | 'data';
  /** How often it ended by its own doing in the last day, … */
  ended: number;
  /** … and how often somebody killed it: a person, or the system for want of memory. */
  killed: number;
  /** UTC. */
  last_at: string;
  /** How it ended last, `status 1` or `SIGKILL`, and the last errors that it wrote: `status 1: …`. */
  why: string;
}

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
