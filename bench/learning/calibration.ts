import { onlineLearner, type Weighting } from '../../domain/learning/online/online-learner.js';
import { prequential } from '../../domain/learning/online/prequential.js';
import { scoresOf, type Scored, type Scores } from '../../domain/learning/scoring/scores.js';
import { lifeOf, streamOf, type LifeOf } from './life.js';
import { row, type Measurement } from './measurement.js';

const FEATURES = 4;
const OF: LifeOf = { trades: 22_000, features: FEATURES, spread: 0.84, aDay: 50, shock: 0 };
/** Scored before their labels were learned, after a beginning that is not. */
const SCORED = 20_000;

/** How far chances are from how often it came so, of labels that count by what they gained or lost. */
export const calibration: Measurement = {
  title: `Calibration on ${SCORED} trades, each scored before its label was learned; winners are 1.6 × as large as losers.`,
  rows: [calibrationRow('weighted by P&L', 'pnl'), calibrationRow('reinforced by advantage', 'advantage')],
};

function calibrationRow(name: string, weighting: Weighting) {
  return row({
    ...{ name, lives: 1 },
    play(random): Scores {
      const life = lifeOf(random, OF);
      const said = prequential(streamOf(life), onlineLearner({ width: FEATURES, weighting, least: 20 }));
      const scored = said.slice(-SCORED).map(({ scenario_id, p }): Scored => {
        const label = life[Number(scenario_id)]?.label ?? 0;
        return { scenario_id, p, label };
      });
      return scoresOf(scored);
    },
    cells: (played: readonly Scores[]) => {
      const mean = (of: (one: Scores) => number | null) =>
        (played.reduce((sum, one) => sum + (of(one) ?? 0), 0) / played.length).toFixed(4);
      return {
        what: name,
        ECE: mean(({ ece }) => ece),
        goal: '≤ .02',
        'of a perfect one up to': mean(({ ece_null_95 }) => ece_null_95),
        'log loss': mean(({ log_loss }) => log_loss),
        AUC: mean(({ auc }) => auc),
      };
    },
  });
}
