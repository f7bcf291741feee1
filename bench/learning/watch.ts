import { sigmoid } from '../../domain/learning/baselines/ridge-logistic.js';
import { DEFAULT_POLICY } from '../../domain/learning/gate/gate-policy.js';
import { watchFailure, type WatchFailure } from '../../domain/learning/gate/model-watch.js';
import { normal, type Random } from '../../domain/number/random.js';
import { addDays } from '../../domain/time/dates.js';
import { weeksText } from '../planted/figures.js';
import { row, shareOf, type Measurement } from './measurement.js';

const LIVES = 100;
const CLAIMED = 400;
const A_DAY = 5;
const START = '2024-01-02';

/** Of a trade whose true logit is z: what the promoted model and the one before it say. */
type Sayings = (z: number, random: Random) => { promoted: number; before: number };

/** How soon a promoted model is rolled back, and how seldom a good one is. */
export const watch: Measurement = {
  title: 'The watch after a promotion, AUC .71; median / 90 % of the trades until it is rolled back.',
  rows: [
    watchRow('claims a skill that it has not', {
      sayings: (z, random) => ({ promoted: sigmoid(0.84 * normal(random)), before: 0.5 + 0 * z }),
      ...{ scored: 1_000, goal: '≤ 100' },
    }),
    watchRow('a coin after a good one', {
      sayings: (z) => ({ promoted: 0.5, before: sigmoid(z) }),
      ...{ scored: 1_000, goal: '≤ 350' },
    }),
    watchRow('a good one after the base rate', {
      sayings: (z) => ({ promoted: sigmoid(z), before: 0.5 }),
      ...{ scored: DEFAULT_POLICY.watch.scored, goal: '≤ 5 % of watches' },
    }),
  ],
};

function watchRow(
  name: string,
  { sayings, scored, goal }: { sayings: Sayings; scored: number; goal: string },
) {
  const policy = { ...DEFAULT_POLICY, watch: { ...DEFAULT_POLICY.watch, scored } };
  return row({
    ...{ name, lives: LIVES },
    play(random, seed): WatchFailure | null {
      const trades = Array.from({ length: scored }, (_, i) => {
        const z = 0.84 * normal(random);
        const { promoted, before } = sayings(z, random);
        const label: 0 | 1 = random() < sigmoid(z) ? 1 : 0;
        const usd = (label === 1 ? 1 : -1) * Math.abs(normal(random));
        const day = addDays(START, Math.floor(i / A_DAY));
        const follows = { challenger: promoted > 0.5, incumbent: before > 0.5 };
        return { challenger: promoted, incumbent: before, follows, label, usd, day };
      });
      const claimed = Array.from({ length: CLAIMED }, () => sayings(0.84 * normal(random), random).promoted);
      return watchFailure({ model_id: `model-${seed}`, claimed, said: trades }, policy);
    },
    cells: (played: readonly (WatchFailure | null)[]) => ({
      promoted: name,
      'rolled back after': weeksText(played.map((failure) => failure?.scored ?? Infinity)),
      'within the 300 of a watch': shareOf(
        played.map((failure) => failure !== null && failure.scored <= DEFAULT_POLICY.watch.scored),
      ),
      goal,
      'by surprise': shareOf(played.map((failure) => failure?.rule === 'surprise')),
      'by drawdown': shareOf(played.map((failure) => failure?.rule === 'drawdown')),
    }),
  });
}
