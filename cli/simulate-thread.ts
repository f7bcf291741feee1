/** A thread that plays a planted person, seed after seed, and writes what comes of each into files of its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { PlantedPerson } from '../sim/planted/person.js';
import { SIMULATED_FILES, simulatedLines, simulatedPerson } from '../sim/result.js';
import { simulate } from '../sim/simulate.js';

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
  const simulation = simulate({ ...job, seed });
  const lines = simulatedLines(seed, simulation);
  for (const file of SIMULATED_FILES) await writeFile(partPath(job.folder, file, seed), lines[file]);
  return simulatedPerson(seed, simulation.weeks);
}

if (parentPort)
  for (;;) {
    const [seed] = (await once(parentPort, 'message')) as [number];
    parentPort.postMessage(await play(workerData as SimulateJob, seed));
  }
