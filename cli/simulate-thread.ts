/** A thread that plays a planted person, seed after seed, and writes what comes of each into files of its own. */
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { PlantedPerson } from '../sim/planted/person.js';
import { SIMULATED_FILES, simulatedLines, simulatedPerson } from '../sim/result.js';
import { seasonOf, simulate } from '../sim/simulate.js';
import type { WeekLine } from '../sim/week-line.js';

/** What a thread is given of all seeds. */
export interface SimulateJob {
  person: PlantedPerson;
  weeks: number;
  folder: string;
}

/** Where the lines of a seed's file are until they are put together. */
export function partPath(folder: string, file: string, seed: number): string {
  return join(folder, `${file}.${seed}`);
}

async function play(job: SimulateJob, seed: number) {
  const input = { ...job, seed };
  const season = seasonOf(input);
  const weeks: WeekLine[] = [];
  for (const week of simulate(input, season)) {
    const lines = simulatedLines(seed, week);
    for (const file of SIMULATED_FILES) await appendFile(partPath(job.folder, file, seed), lines[file]);
    weeks.push(week.line);
  }
  return simulatedPerson(seed, { weeks, trueCosts: season.trueCosts() });
}

if (parentPort)
  for (;;) {
    const [seed] = (await once(parentPort, 'message')) as [number];
    parentPort.postMessage(await play(workerData as SimulateJob, seed));
  }
