import { runStep } from './run-step.js';
import type { Asked, InputOf, ReportOf, StepName } from './step-table.js';

export interface AskStepInput<S extends StepName = StepName> extends Asked<InputOf<S>> {
  step: S;
}

/** A step that has no workflow of its own: durable, and run where the warehouse is. */
export function askStep<S extends StepName>({ step, ...asked }: AskStepInput<S>): Promise<ReportOf<S>> {
  return runStep(step, asked);
}
