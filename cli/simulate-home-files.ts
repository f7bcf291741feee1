import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simulatedPerson, SIMULATED_FILES, type SimulatedPerson } from '../sim/result.js';
import type { SimulationInput } from '../sim/simulate.js';
import { simulateInHome, type SimulatedInHome } from './simulate-home.js';
import { putOut } from './simulate-seeds.js';
import { usersFolder } from './users-files.js';
import { withLocalSteps } from './with-steps.js';

/** Plays a person of one seed through a home, and writes the files that playing in memory writes. */
export async function simulateThrough(
  home: string,
  input: SimulationInput,
  out: string,
): Promise<SimulatedPerson> {
  await usersFolder(out);
  const folder = await mkdtemp(join(out, '.simulate-'));
  try {
    const made = await withLocalSteps(home, ({ steps }) => simulateInHome(steps, input, folder));
    const rows = rowsOf(made);
    for (const file of SIMULATED_FILES) {
      const path = join(folder, file);
      await writeFile(
        path,
        rows[file].map((row) => `${JSON.stringify({ seed: input.seed, ...row })}\n`).join(''),
      );
      await putOut(path, { out, file });
    }
    return simulatedPerson(input.seed, {
      weeks: made.weeks,
      outcome: made.tables,
      trueCosts: made.trueCosts,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function rowsOf({
  weeks,
  tables,
}: SimulatedInHome): Record<(typeof SIMULATED_FILES)[number], readonly object[]> {
  const candidates = tables.candidates.map((row) => ({ week: row.as_of, ...row }));
  return { ...tables, weeks, candidates };
}
