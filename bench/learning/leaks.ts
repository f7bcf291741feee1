import { DEFAULT_POLICY } from '../../domain/learning/gate/gate-policy.js';
import { aucOf } from '../../domain/learning/scoring/scores.js';
import { leakBound } from '../../domain/learning/scoring/leak-screen.js';
import { normal, type Random } from '../../domain/number/random.js';
import { cutOffRow } from './cut-off.js';
import { row, shareOf, type Measurement } from './measurement.js';

const LIVES = 200;
const ROWS = 300;

/** Whether a feature that knows what comes is held back by its name, and one that is merely good never. */
export const leaks: Measurement = {
  title:
    `Leaks: a feature of the context on ${ROWS} labelled scenarios, held back where it knows the outcome too well; ` +
    'other features, held back where they change as what came later is cut off, on 64 decisions.',
  rows: [
    leakRow('the outcome itself', (label) => label, '200 of 200'),
    leakRow(
      'the return to come, with noise (AUC .95)',
      (label, random) => 2.33 * label + normal(random),
      '200 of 200',
    ),
    leakRow('an honest feature (AUC .69)', (label, random) => 0.7 * label + normal(random), '0 of 200'),
    cutOffRow('tomorrow’s close, by the cut', 'return_5', '200 of 200'),
    cutOffRow('labels of its own fold, by the cut', 'win_rate', '200 of 200'),
    cutOffRow('honest features, by the cut', null, '0 of 200'),
  ],
};

function leakRow(name: string, feature: (label: 0 | 1, random: Random) => number, goal: string) {
  return row({
    ...{ name, lives: LIVES },
    play(random) {
      const rows = Array.from({ length: ROWS }, () => {
        const label = random() < 0.55 ? 1 : 0;
        return { p: feature(label, random), label } as const;
      });
      const [values, labels] = [rows.map(({ p }) => p), rows.map((one) => one.label)];
      const bound = leakBound(values, labels);
      return { isHeldBack: bound !== null && bound > DEFAULT_POLICY.leak_auc, auc: aucOf(rows) ?? 0 };
    },
    cells: (played: readonly { isHeldBack: boolean; auc: number }[]) => ({
      feature: name,
      'held back': shareOf(played.map(({ isHeldBack }) => isHeldBack)),
      goal,
      'largest AUC': Math.max(...played.map(({ auc }) => auc)).toFixed(2),
    }),
  });
}
