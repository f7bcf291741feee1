import { followRegistry } from '../store/home/model-registry.js';
import type { Store } from '../store/open-store.js';
import { adviseSteps } from './advise.js';
import { algorithmSteps } from './algorithm.js';
import { decideSteps } from './decide-candidate.js';
import { deploymentSteps } from './deployment-steps.js';
import { exportSteps } from './export-table.js';
import { importSteps } from './import/import-file.js';
import { withoutFuture } from './known-days.js';
import { learningHoursSteps } from './learning-hours.js';
import { modelSteps } from './models.js';
import { morningSteps } from './morning.js';
import type { Messages } from './notify.js';
import { outcomeSteps } from './outcomes.js';
import { preparationSteps } from './prepare-morning.js';
import { readsOf } from './reads.js';
import { reconcileSteps } from './reconcile.js';
import { factSteps } from './record-facts.js';
import { readReplay } from './replay-inputs.js';
import { replaySteps } from './replay.js';
import { reviewSteps } from './review-steps.js';
import { learningSteps } from './scenarios.js';
import type { Steps } from './steps.js';
import { upToDateFirst } from './up-to-date.js';
import { weekSteps } from './week.js';

/** The steps that work on an open home. */
export type HomeSteps = Omit<Steps, 'rebuildWarehouse'>;

const NAMES: Record<keyof HomeSteps, true> = {
  importFile: true,
  retractImport: true,
  adviseRange: true,
  reconcileRange: true,
  trackOutcomes: true,
  aggregateWeek: true,
  aggregateWeeks: true,
  sendMorning: true,
  changeAlgorithm: true,
  replayPatch: true,
  decideCandidate: true,
  reviewState: true,
  openReviews: true,
  updateScenarios: true,
  freezeTraining: true,
  trainModels: true,
  traceFrontier: true,
  judgeModels: true,
  updateOnline: true,
  prepareMorning: true,
  learnHour: true,
  learnDay: true,
  evaluateModel: true,
  changeModel: true,
  advanceDeployment: true,
  approveDeployment: true,
  abortDeployment: true,
  openDeployments: true,
  exportTable: true,
  recordFacts: true,
  describeStore: true,
};

/** Known before a home opens. */
export const STEP_NAMES = Object.keys(NAMES) as (keyof HomeSteps)[];

/** What the steps are handed from outside. */
export interface Handed {
  /** The one clock of all steps; it notes when something was imported. */
  clock: () => Date;
  messages: Messages;
  /** What of the running system keeps dying, and why: lines of the morning's message. */
  keepsDying: () => Promise<readonly string[]>;
}

/** The steps on an open home. */
export function assemble(store: Store, { clock, messages, keepsDying }: Handed): HomeSteps {
  const { home, journal, warehouse } = store;
  const { importFile, retractImport } = importSteps({ store, clock });
  const made = { ...reconcileSteps({ warehouse, journal }), ...outcomeSteps({ warehouse, journal }) };
  const bringUpToDate = upToDateFirst({ warehouse, ...made });
  const scenarios = learningSteps({ warehouse, home, journal, bringUpToDate });
  const learning: Pick<Steps, 'updateScenarios'> = {
    async updateScenarios(input) {
      await followRegistry(home, clock().toISOString());
      return scenarios.updateScenarios(input);
    },
  };
  return {
    importFile,
    retractImport,
    ...adviseSteps({ warehouse, home, journal, importFile }),
    ...withoutFuture(store, made),
    ...weekSteps({
      ...{ ...store, messages, bringUpToDate },
      prepareReplay: ({ range, ...asked }) => readReplay(store, { ...range, ...asked, underlyings: [] }),
    }),
    ...morningSteps({ ...store, messages, bringUpToDate, keepsDying }),
    ...factSteps({ warehouse, journal, ...made }),
    ...algorithmSteps(store),
    ...replaySteps(store),
    ...decideSteps(store),
    ...reviewSteps(store),
    ...learning,
    ...modelSteps(store, { ...learning, clock }),
    ...preparationSteps(store, { bringUpToDate, messages, clock }),
    ...learningHoursSteps(store, { bringUpToDate, clock }),
    ...deploymentSteps(store, { ...learning, clock }),
    ...exportSteps(store),
    describeStore: () => readsOf({ ...store, keepsDying }).describe(),
  };
}
