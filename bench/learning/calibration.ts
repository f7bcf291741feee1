import { onlineLearner, type Weighting } from '../../domain/learning/online/online-learner.js';
import { prequential } from '../../domain/learning/online/prequential.js';
import type { Scored } from '../../domain/learning/scoring/scored.js';
import { scoresOf, type Scores } from '../../domain/learning/scoring/scores.js';
import { lifeOf, streamOf, type LifeOf } from './life.js';
import { row, type Measurement } from './measurement.js';

const FEATURES = 4;
const OF: Omit<LifeOf, 'trades'> = { features: FEATURES, spread: 0.84, aDay: 50, shock: 0 };
/** Trades at the beginning that are not scored. */
const BEGINNING = 2_000;

/** How far chances are from how often it came so, of labels that count by what they gained or lost. */
export const calibration: Measurement = {
  title:
    'Calibration on trades that are each scored before their label was learned; winners are 1.6 × as large as losers.',
  rows: [[20_000, 1, '≤ .02'] as const, [5_000, 20, '≤ .03'] as const].flatMap(([scored, lives, goal]) => [
    calibrationRow('weighted by P&L', 'pnl', { scored, lives, goal }),
    calibrationRow('reinforced by advantage', 'advantage', { scored, lives, goal }),
  ]),
};

function calibrationRow(
  how: string,
  weighting: Weighting,
  { scored, lives, goal }: { scored: number; lives: number; goal: string },
) {
  const name = `${how}, ${scored.toLocaleString('en')} trades`;
  return row({
    ...{ name, lives },
    play(random): Scores {
      const life = lifeOf(random, { ...OF, trades: BEGINNING + scored });
      const said = prequential(streamOf(life), onlineLearner({ width: FEATURES, weighting, least: 20 }));
      const last = said.slice(-scored).map(({ scenario_id, p }): Scored => {
        const label = life[Number(scenario_id)]?.label ?? 0;
        return { scenario_id, p, label };
      });
      return scoresOf(last);
    },
    cells: (played: readonly Scores[]) => {
      const mean = (of: (one: Scores) => number | null) =>
        (played.reduce((sum, one) => sum + (of(one) ?? 0), 0) / played.length).toFixed(4);
      return {
        what: name,
        ECE: mean(({ ece }) => ece),
        'at most': Math.max(...played.map(({ ece }) => ece ?? 0)).toFixed(4),
        goal,
        'of a perfect one up to': mean(({ ece_null_95 }) => ece_null_95),
        'log loss': mean(({ log_loss }) => log_loss),
        AUC: mean(({ auc }) => auc),
      };
    },
  });
}
