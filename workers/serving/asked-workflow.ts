import { join } from 'node:path';
import type { Workflow } from '@temporalio/common';
import { knownMapping, knownMappings } from '../../activities/import/known-mapping.js';
import type { StagedImport } from '../../activities/import-reports.js';
import type { AskedStep } from '../../api/commands.js';
import type { Home } from '../../store/home/home.js';
import * as ids from '../../workflows/ids.js';
import { workflowOf, type InputOf, type StepName } from '../../workflows/step-table.js';
import { backfillWords } from '../../workflows/words.js';
import type { RunOptions } from '../asking/run-workflow.js';
import { importWorkflow } from '../asking/running-imports.js';

type Starter = ids.Named & { storeId: string };
interface At {
  home: Home;
  log: { info(line: string): void };
}

/** Before the first further look at an earlier step that is under way. */
const PAUSE_SECONDS = 2;

/** The workflow that a step is asked for by, under the id that the CLI and the schedules give it. */
export async function workflowFor(
  starter: Starter & At,
  asked: AskedStep,
): Promise<RunOptions<Workflow> & { type: string }> {
  if (asked.step === 'import') return importWorkflow(starter, await mapped(asked.input, starter));
  if (asked.step !== 'backfill') return stepWorkflow(starter, asked.step, asked.input);
  const { input: range } = asked;
  return {
    ...{ type: 'backfill', id: ids.backfillId(starter, range), summary: backfillWords(range) },
    args: [{ storeId: starter.storeId, range, done: null }],
  };
}

/** As the command has it: what no format knows is read by the mapping that fits its columns. */
export async function mapped(file: StagedImport, { home, log }: At): Promise<StagedImport> {
  const staged = { path: join(home.staging, file.sha256), givenPath: file.givenPath };
  const fitting = await knownMapping(staged, () => knownMappings(home.dir, (line) => log.info(line)));
  return fitting === undefined ? file : { ...file, mapping: fitting.mapping };
}

function stepWorkflow<S extends StepName>(
  starter: Starter,
  step: S,
  input: InputOf<S>,
): RunOptions<Workflow> & { type: string } {
  const { storeId, idPrefix } = starter;
  const run = { storeId, idPrefix, input, after: null, pauseSeconds: PAUSE_SECONDS };
  return { id: ids.stepId(starter, step, input), ...workflowOf(step, run) };
}
