import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { replayInputs } from '../activities/replay-inputs.js';
import { V3_3 } from '../domain/algorithm/algorithm-parameters.js';
import { advise } from '../domain/algorithm/reference-algorithm.js';
import type { Change } from '../domain/algorithm/parameter-patch.js';
import { prepareReplay } from '../domain/candidates/prepare-replay.js';
import { BUILT_IN, versionOf } from '../domain/registry/registry.js';
import { addDays } from '../domain/time/dates.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore } from '../store/open-store.js';
import { plantedPerson } from '../sim/planted/person.js';
import { barRecords, eventRecords, weekRecords, type RecordLines } from '../sim/records.js';
import { FIRST_VERSION } from '../sim/planted/season.js';
import { seasonOf } from '../sim/simulate.js';
import { playedWeeks, simulatedDays } from '../sim/planted/weeks.js';
import { ratioTable, sideBySide, timed } from './side-by-side.js';

const WEEKS = 52;
const ROUNDS = 5;
const STEPS_UP: Change[] = [{ path: 'strikeSteps', from: null, to: 2 }];
const LONGER_ROLLS: Change[] = [{ path: 'roll.dte', from: null, to: { min: 14, max: 21 } }];

/**
 * Replay of a year of 24 underlyings beside advising that year once: in memory, from what was read, and as whole steps
 * on a home.
 */
export async function benchReplay(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const home = join(directory, 'home');
  const range = await writeYear(directory, home);
  const base = versionOf(BUILT_IN);
  const versions = new Map([[base.version, base]]);
  const store = await openStore(homePaths(home));
  const inputs = await replayInputs(store, { ...range, underlyings: [], algorithm: 'reference', versions });
  await closeStore(store);
  const sessions = inputs.sessions.filter(({ date }) => date >= range.from);
  const prepared = prepareReplay(inputs);
  const [advised, once, more] = await sideBySide(
    [
      {
        name: 'advise a year of 24 underlyings once, in memory',
        run: () =>
          timed(() => {
            for (const { date, positions } of sessions)
              advise({ date, positions, bars: inputs.histories, parameters: V3_3 });
            return Promise.resolve();
          }),
      },
      {
        name: 'prepare and replay one patch (aim ≤ 2.5×, ≤ 2,000 ms)',
        run: () => timed(() => Promise.resolve(prepareReplay(inputs).replay(base, STEPS_UP, range))),
      },
      {
        name: 'replay a further patch of what is prepared',
        run: (round) =>
          timed(() =>
            Promise.resolve(
              prepared.replay(
                base,
                LONGER_ROLLS.map((change) => ({ ...change, to: { min: 14 + round, max: 28 + round } })),
                range,
              ),
            ),
          ),
      },
    ],
    ROUNDS,
  );
  const { steps, close } = await openSteps(home);
  const [step, replayed] = await sideBySide(
    [
      {
        name: 'the step `advise` over that year',
        run: () => timed(() => steps.adviseRange({ ...range, account: null })),
      },
      {
        name: 'the step `replay` over that year (aim ≤ 2.5×, ≤ 2,000 ms)',
        run: () =>
          timed(() =>
            steps.replayPatch({
              ...range,
              patch: { base: base.version, changes: STEPS_UP },
              ...{ base: null, underlyings: [], lines: false },
            }),
          ),
      },
    ],
    ROUNDS,
  );
  await close();
  await rm(directory, { recursive: true });
  if (!advised || !once || !more || !step || !replayed) return '';
  return [
    ratioTable(`Replay of a year, ${inputs.advice.length} recommendations of 24 underlyings`, advised, [
      once,
      more,
    ]),
    ratioTable('The same as steps', step, [replayed]),
  ].join('\n');
}

/** A home with a year of a person who has habits, matched and judged. */
async function writeYear(directory: string, home: string) {
  const person = plantedPerson({
    schema: 1,
    name: 'bench',
    start: '2024-01-02',
    accounts: [{ account: 'main', commission: 0.65 }],
    market: { underlyings: { count: 24 } },
    habits: [{ kind: 'strike_shift', action: 'open', steps: 2, share: 0.9 }],
  });
  const input = { person, seed: 1, weeks: WEEKS };
  const season = seasonOf(input);
  const { from, to } = simulatedDays(person, WEEKS);
  const records: RecordLines[] = [
    eventRecords(season),
    barRecords(season, { from: addDays(from, -400), to }),
  ];
  for (const week of playedWeeks(season, { person, weeks: WEEKS, inForce: () => FIRST_VERSION }))
    records.push(weekRecords(week));
  const { steps, close } = await openSteps(home);
  for (const dataset of ['bars', 'market_events', 'executions', 'cash_flows', 'recommendations'] as const) {
    const path = join(directory, `${dataset}.jsonl`);
    await writeFile(path, records.map((lines) => lines[dataset] ?? '').join(''));
    await steps.importFile({ path, givenPath: path, account: null, coveredThrough: to });
  }
  await steps.reconcileRange({ from, to });
  await steps.trackOutcomes({ through: to });
  await close();
  return { from, to };
}
