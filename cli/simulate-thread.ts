/** A thread that plays a planted person, seed after seed, and writes what comes of each into files of its own. */
import { once } from 'node:events';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import {
  outcomeLines,
  SIMULATED_FILES,
  simulatedPerson,
  weekLines,
  type SimulatedLines,
} from '../sim/result.js';
import { barRecords, eventRecords, weekRecords, type RecordLines } from '../sim/records.js';
import { seasonOf, simulate, type SimulationInput } from '../sim/simulate.js';
import type { WeekLine } from '../sim/week-line.js';

/** What a thread is given of all seeds. */
export interface SimulateJob extends Omit<SimulationInput, 'seed'> {
  folder: string;
  /** Where canonical records of each seed go, in a folder of its own; null: nowhere. */
  records: string | null;
}

/** Where the lines of a seed's file are until they are put together. */
export function partPath(folder: string, file: string, seed: number): string {
  return join(folder, `${file}.${seed}`);
}

/** Where the canonical records of a seed go. */
export function recordsPath(records: string, seed: number): string {
  return join(records, String(seed));
}

async function play({ folder, records, ...job }: SimulateJob, seed: number) {
  const input = { ...job, seed };
  const add = async (lines: SimulatedLines) => {
    for (const file of SIMULATED_FILES) await appendFile(partPath(folder, file, seed), lines[file] ?? '');
  };
  const season = seasonOf(input);
  const write = records === null ? undefined : recordWriter(recordsPath(records, seed));
  await write?.({ ...eventRecords(season), ...barRecords(season, ALWAYS) });
  const simulation = simulate(input, season);
  const weeks: WeekLine[] = [];
  for (;;) {
    const { done, value } = simulation.next();
    if (done) {
      await add(outcomeLines(seed, value));
      const outcome = { candidates: value.candidates, algorithm_changes: value.registry.changes };
      return simulatedPerson(seed, { weeks, outcome, trueCosts: season.trueCosts() });
    }
    await add(weekLines(seed, value));
    await write?.(weekRecords(value.played));
    weeks.push(value.line);
  }
}

const ALWAYS = { from: '0001-01-01', to: '9999-12-31' };

/** Adds records to the files of their datasets in a folder, beginning each anew. */
function recordWriter(folder: string): (lines: RecordLines) => Promise<void> {
  const begun = new Set<string>();
  return async (lines) => {
    for (const [dataset, text] of Object.entries(lines)) {
      const path = join(folder, `simulated.${dataset}.jsonl`);
      await writeFile(path, text, { flag: begun.has(dataset) ? 'a' : 'w' });
      begun.add(dataset);
    }
  };
}

if (parentPort)
  for (;;) {
    const [seed] = (await once(parentPort, 'message')) as [number];
    parentPort.postMessage(await play(workerData as SimulateJob, seed));
  }
