/** A thread that plays a planted person, seed after seed, and writes what comes of each into files of its own. */
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import {
  outcomeLines,
  SIMULATED_FILES,
  simulatedPerson,
  weekLines,
  type SimulatedLines,
} from '../sim/result.js';
import { seasonOf, simulate, type SimulationInput } from '../sim/simulate.js';
import type { WeekLine } from '../sim/week-line.js';

/** What a thread is given of all seeds. */
export interface SimulateJob extends Omit<SimulationInput, 'seed'> {
  folder: string;
}

/** Where the lines of a seed's file are until they are put together. */
export function partPath(folder: string, file: string, seed: number): string {
  return join(folder, `${file}.${seed}`);
}

async function play({ folder, ...job }: SimulateJob, seed: number) {
  const input = { ...job, seed };
  const add = async (lines: SimulatedLines) => {
    for (const file of SIMULATED_FILES) await appendFile(partPath(folder, file, seed), lines[file] ?? '');
  };
  const season = seasonOf(input);
  const simulation = simulate(input, season);
  const weeks: WeekLine[] = [];
  for (;;) {
    const { done, value } = simulation.next();
    if (done) {
      await add(outcomeLines(seed, value));
      return simulatedPerson(seed, { weeks, outcome: value, trueCosts: season.trueCosts() });
    }
    await add(weekLines(seed, value));
    weeks.push(value.line);
  }
}

if (parentPort)
  for (;;) {
    const [seed] = (await once(parentPort, 'message')) as [number];
    parentPort.postMessage(await play(workerData as SimulateJob, seed));
  }
