import { BASELINES, type BaselineName } from '../baselines/walk-forward.js';
import { recalibration } from '../baselines/platt.js';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { logitOf, type Fit, type Fitted, type Seen } from './fitting.js';
import type { Fold } from './time-folds.js';
import { latestLabel, type LabelledRow } from './training-row.js';

/** What a model and its baselines said of a scenario that they were not trained on. */
export interface ForwardScore {
  scenario_id: string;
  /** The latest label that was known to them. */
  trained_through: string;
  /** Before it is calibrated. */
  logit: number;
  p_win: number;
  baselines: Readonly<Record<BaselineName, number>>;
}

/** How the logits of a kind of model become chances. */
export interface LogitRule {
  /** What a model's logits are divided by before they are calibrated. `rows`: those that it was trained on. */
  scaleOf(logit: (values: Float64Array) => number, rows: readonly LabelledRow[]): number;
  /** A fold whose chances would be calibrated by fewer labels has none that count. */
  leastJudged: number;
}

/** Of a model that learned labels: they are those of chances already. */
export const LOGITS_OF_CHANCES: LogitRule = { scaleOf: () => 1, leastJudged: 0 };

/**
 * Of a policy: how sure it is of what it does says nothing of how sure it is that this pays, and differs from fit to
 * fit. So they are divided by the root of their mean square, and mean nothing before they are calibrated.
 */
export const LOGITS_OF_CHOICES: LogitRule = {
  scaleOf(logit, rows) {
    const squares = rows.reduce((sum, { values }) => sum + logit(values) ** 2, 0);
    return squares > 0 ? Math.sqrt(squares / rows.length) : 1;
  },
  leastJudged: 50,
};

/** A score with its logit as it is calibrated, and whether that is by enough labels: else it is none of the model's. */
export interface ScaledScore extends ForwardScore {
  scaled: number;
  isCalibrated: boolean;
}

/**
 * What was said of each fold's rows by models that were fitted to what came before them. Counting rows by their rewards
 * bends chances, so each fold's are calibrated by what came of those before it, as far as that was known; while that is
 * little, by what a model of the earlier part said of the later. Folds with fewer than `least` rows to be trained on
 * say nothing.
 */
export async function forwardScores(
  folds: readonly Fold[],
  fit: Fit,
  { least, rule = LOGITS_OF_CHANCES }: { least: number; rule?: LogitRule },
): Promise<ScaledScore[]> {
  const said: { row: LabelledRow; score: ScaledScore }[] = [];
  for (const [i, { train, test, maySee }] of folds.entries()) {
    if (train.length < least) continue;
    const logit = logitOf(await fit(`fold-${i + 1}`, { rows: train, maySee }));
    const scale = rule.scaleOf(logit, train);
    const baselines = baselineChances(train);
    const first = Math.min(...test.map(({ asked }) => asked));
    const known = said.filter(({ row }) => row.known < first);
    const judged =
      known.length >= Math.max(least, rule.leastJudged)
        ? known.map(({ row, score }) => ({ z: score.scaled, label: row.label }))
        : await heldOut({ rows: train, maySee }, (seen) => fit(`fold-${i + 1}-held`, seen), {
            ...{ least, rule },
          });
    const isCalibrated = judged.length >= rule.leastJudged;
    const { a, b } = recalibration(
      judged.map(({ z }) => z),
      judged.map(({ label }) => label),
    );
    const trained_through = latestLabel(train);
    said.push(
      ...test.map((row) => {
        const z = logit(row.values);
        const scaled = z / scale;
        const p_win = sigmoid(a * scaled + b);
        const score = {
          scenario_id: row.scenario_id,
          trained_through,
          logit: z,
          p_win,
          scaled,
          isCalibrated,
        };
        return { row, score: { ...score, baselines: baselines(row.values) } };
      }),
    );
  }
  return said.map(({ score }) => score);
}

/**
 * What a model of the first two thirds said of the last third, as far as the labels of the former were known by then:
 * by this the first fold is calibrated, before which there is none.
 */
async function heldOut(
  { rows: train, maySee }: Seen,
  fit: (seen: Seen) => Promise<Fitted>,
  { least, rule }: { least: number; rule: LogitRule },
): Promise<{ z: number; label: 0 | 1 }[]> {
  const held = train.slice(Math.ceil((2 * train.length) / 3));
  const first = held[0]?.asked ?? 0;
  const early = train.filter(({ known }) => known < first);
  if (early.length < least) return [];
  const sees = {
    rows: early,
    maySee: (one: Parameters<typeof maySee>[0]) => one.known < first && maySee(one),
  };
  const logit = logitOf(await fit(sees));
  const scale = rule.scaleOf(logit, early);
  return held.map(({ values, label }) => ({ z: logit(values) / scale, label }));
}

function baselineChances(train: readonly LabelledRow[]) {
  const values = train.map((row) => row.values);
  const labels = train.map(({ label }) => label);
  const [base, always, logistic] = [BASELINES.base_rate, BASELINES.always_follow, BASELINES.logistic].map(
    (learner) => learner(values, labels),
  ) as [(row: Float64Array) => number, (row: Float64Array) => number, (row: Float64Array) => number];
  return (row: Float64Array) => ({
    ...{ base_rate: base(row), always_follow: always(row), logistic: logistic(row) },
  });
}
