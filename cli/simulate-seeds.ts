import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ResourceLimits } from 'node:worker_threads';
import { symbolsOf } from '../sim/planted/person.js';
import { SIMULATED_FILES, type SimulatedPerson } from '../sim/result.js';
import { inThreads } from './in-threads.js';
import { partPath, recordsPath, type SimulateJob } from './simulate-thread.js';
import { giveToUser, usersFolder } from './users-files.js';

const THREAD = new URL('./simulate-thread.js', import.meta.url);

/** Plays a person of several seeds, some at a time, and writes the files of all in the order of the seeds. */
export async function simulateSeeds(
  job: Omit<SimulateJob, 'folder'>,
  seeds: readonly number[],
  { out, tell }: { out: string; tell: (done: number) => void },
): Promise<SimulatedPerson[]> {
  const { records } = job;
  await usersFolder(out);
  const folder = await mkdtemp(join(out, '.simulate-'));
  try {
    const recordFolders = records === null ? [] : seeds.map((seed) => recordsPath(records, seed));
    for (const path of recordFolders) await usersFolder(path);
    const workerData: SimulateJob = { ...job, folder };
    const people = await inThreads<number, SimulatedPerson>(THREAD, seeds, {
      ...{ tell, workerData, resourceLimits: memoryOf(workerData) },
    });
    for (const path of recordFolders)
      for (const file of await readdir(path)) await giveToUser(join(path, file));
    for (const file of SIMULATED_FILES) {
      const whole = join(folder, file);
      for (const seed of seeds)
        await pipeline(
          createReadStream(partPath(folder, file, seed)),
          createWriteStream(whole, { flags: 'a' }),
        );
      await putOut(whole, { out, file });
    }
    return people;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Gives a finished file to the user, under its name. */
export async function putOut(path: string, { out, file }: { out: string; file: string }): Promise<void> {
  await giveToUser(path);
  await rename(path, join(out, `${file}.jsonl`));
}

/**
 * What a thread may take: about twice what it needs, which grows with underlyings and weeks. Without a bound Node lets
 * what is no longer needed lie until there is several times as much.
 */
function memoryOf({ person, weeks }: SimulateJob): ResourceLimits {
  const parts = Math.max(1, symbolsOf(person.market.underlyings).length / 24);
  return { maxOldGenerationSizeMb: Math.round(96 + (64 + weeks) * parts), maxYoungGenerationSizeMb: 24 };
}
