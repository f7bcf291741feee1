import type { ModelOrigin } from '../domain/learning/artifact/manifest.js';
import type { Basis } from '../domain/learning/policies/basis.js';
import { choicesOf, type Choice } from '../domain/learning/policies/preference.js';
import { isPolicy } from '../domain/learning/training/kinds.js';
import { withInputs } from '../domain/learning/training/retrain.js';
import { forwardFolds, type Fold } from '../domain/learning/training/time-folds.js';
import { TRAINING_RULES } from '../domain/learning/training/rules.js';
import { lineageOf } from '../domain/learning/training/training-config.js';
import {
  labelledRows,
  latestLabel,
  type LabelledRow,
  type TrainingRow,
} from '../domain/learning/training/training-row.js';
import type { IsoDate } from '../domain/time/dates.js';
import type { FrozenWindow, RetrainInput } from './learning-reports.js';
import { knownBy } from './model-evaluations.js';

/** What computes regressions, and the number of the rules. */
export const PLAIN = { name: 'plain', version: String(TRAINING_RULES) };

/** What models are trained on: the frozen window, and what of it they see. */
export interface SeenWindow {
  from: IsoDate;
  to: IsoDate;
  /** By when it was known, and whether by the end of its last day there is more. */
  asOf: string;
  isCut: boolean;
  scenarios_sha256: string;
  /** Those with labels, in the order of the advice, and all. */
  rows: readonly LabelledRow[];
  all: readonly TrainingRow[];
  spec_id: string;
  features: readonly string[];
  heldBack: readonly string[];
  /** Fewer rows are not trained on. */
  least: number;
}

/** What of a frozen window models see: what was known by its moment. */
export function seenWindow(frozen: FrozenWindow, rows: readonly TrainingRow[]): SeenWindow {
  const { from, to, as_of: asOf, scenarios_sha256, spec_id, features } = frozen;
  const all = knownBy(rows, asOf);
  return {
    ...{ from, to, asOf, isCut: isOther(all, knownBy(rows, to)), scenarios_sha256, spec_id, features },
    ...{ heldBack: frozen.held_back, least: frozen.min_samples },
    ...{ all, rows: labelledRows(all) },
  };
}

/** Whether of some rows fewer, or fewer labels, are known than of others that they are among. */
function isOther(some: readonly TrainingRow[], others: readonly TrainingRow[]): boolean {
  const known = (rows: readonly TrainingRow[]) =>
    rows.filter(({ labelled_at }) => labelled_at !== null).length;
  return some.length < others.length || known(some) < known(others);
}

/** The features that models see. */
export function inputsOf({ features, heldBack }: Pick<SeenWindow, 'features' | 'heldBack'>): string[] {
  return features.filter((name) => !heldBack.includes(name));
}

/** What a model of the window is made from. `learned`: of one that learns preferences, whose and how many. */
export function originOf(
  { from, to, asOf, isCut, scenarios_sha256, rows, spec_id, heldBack, least }: SeenWindow,
  { config, days, seed }: RetrainInput,
  {
    kind,
    backend,
    learned = null,
  }: {
    kind: ModelOrigin['kind'];
    backend: ModelOrigin['inputs']['backend'];
    learned?: { basis: Basis; preferences: number } | null;
  },
): ModelOrigin {
  return {
    ...{
      kind,
      lineage: lineageOf(kind, { config, days, seed, ...(learned && { basis: learned.basis }) }),
      parent: null,
    },
    inputs: {
      ...{ spec_id, scenarios_sha256, window_from: from, window_to: to, rows: rows.length },
      config: {
        ...{ ...config, days, min_samples: least, held_back: [...heldBack], rules: TRAINING_RULES },
        ...learned,
        ...(isCut && { as_of: asOf }),
        trained_through: latestLabel(rows),
      },
      ...{ seed, backend },
    },
  };
}

/** What a kind of model is trained by on a window. */
export function retrainingOf(window: SeenWindow, { kind, config, seed }: RetrainInput) {
  return { ...window, config, seed, isPolicy: isPolicy(kind) };
}

/** Its folds forward in time, as a training cuts them, with what models see. */
export function foldsOf(window: SeenWindow, { config }: Pick<RetrainInput, 'config'>): Fold[] {
  const rows = withInputs(window.rows, { features: window.features, inputs: inputsOf(window) });
  return forwardFolds(rows, { folds: config.folds, embargoSessions: config.embargo_sessions });
}

/** What the human did in it, as models see it. */
export function seenChoices(window: SeenWindow): Choice[] {
  return choicesOf(window.all, { features: window.features, inputs: inputsOf(window) });
}
