import { sigmoid } from '../../domain/learning/baselines/ridge-logistic.js';
import { onlineLearner } from '../../domain/learning/online/online-learner.js';
import { prequential } from '../../domain/learning/online/prequential.js';
import { normal, type Random } from '../../domain/number/random.js';
import { percentText } from '../planted/figures.js';
import { lifeOf, streamOf, type LifeOf, type Trade } from './life.js';
import { baseRates, everBlessed } from './looks.js';
import { row, shareOf, type Measurement } from './measurement.js';

const LIVES = 300;
const NOTHING: LifeOf = { trades: 3_000, features: 0, spread: 0, aDay: 5, shock: 0 };

/** What a challenger without skill says of each trade. */
type Saying = (random: Random, life: readonly Trade[], rates: readonly number[]) => number[];

/** Leans one way or the other, trade by trade. */
const leaning: Saying = (random, life, rates) =>
  life.map((_, i) => sigmoid(logitOf(rates[i] as number) + 0.84 * normal(random)));

/** Leans one way all day. */
const leaningByDay: Saying = (random, life) => {
  const days = new Map<string, number>();
  return life.map(({ day }) => {
    const lean = days.get(day) ?? 0.84 * normal(random);
    days.set(day, lean);
    return sigmoid(lean);
  });
};

/** The product's own learner, of features that say nothing. */
const learning: Saying = (_random, life, rates) => {
  const said = prequential(streamOf(life), onlineLearner({ width: 8, weighting: 'pnl', least: 20 }));
  const chances = new Map(said.map(({ scenario_id, p }) => [Number(scenario_id), p]));
  return life.map((_, i) => chances.get(i) ?? (rates[i] as number));
};

/** Whether a challenger that is no better is ever blessed. */
export const nulls: Measurement = {
  title: 'Null models: 3,000 trades, looked at after each 20 by all rules of the gate.',
  rows: [
    nullRow('leans trade by trade, 5 a day', NOTHING, leaning),
    nullRow(
      'leans by the day, 20 a day, days alike (SD .6)',
      { ...NOTHING, aDay: 20, shock: 0.6 },
      leaningByDay,
    ),
    nullRow(
      'leans by the day, 50 a day, days alike (SD 1)',
      { ...NOTHING, aDay: 50, shock: 1 },
      leaningByDay,
    ),
    nullRow('learns from 8 features that say nothing', { ...NOTHING, features: 8 }, learning),
  ],
};

function nullRow(name: string, of: LifeOf, saying: Saying) {
  return row({
    ...{ name, lives: LIVES },
    play(random) {
      const life = lifeOf(random, of);
      const rates = baseRates(life);
      const chances = saying(random, life, rates);
      const said = life.map((trade, i) => {
        const rate = rates[i] as number;
        return { trade, challenger: chances[i] as number, incumbent: rate, baseRate: rate };
      });
      return everBlessed(said, { every: 20 });
    },
    cells: (played) => {
      const sum = (of: 'looks' | 'accurate') => played.reduce((total, one) => total + one[of], 0);
      return {
        challenger: name,
        'ever blessed': shareOf(played.map(({ isBlessed }) => isBlessed)),
        goal: '≤ 1 %',
        'looks at which accuracy is above .48': percentText(sum('accurate') / sum('looks')),
      };
    },
  });
}

function logitOf(p: number): number {
  return Math.log(p / (1 - p));
}
