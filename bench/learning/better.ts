import { onlineLearner } from '../../domain/learning/online/online-learner.js';
import { prequential } from '../../domain/learning/online/prequential.js';
import { countsText, weeksText } from '../planted/figures.js';
import { lifeOf, streamOf, type LifeOf, type Trade } from './life.js';
import { baseRates, firstOf, looksAt, type Look, type Said } from './looks.js';
import { row, shareOf, type Measurement } from './measurement.js';

const LIVES = 100;
const FEATURES = 4;
const SKILFUL: LifeOf = { trades: 2_000, features: FEATURES, spread: 0.84, aDay: 5, shock: 0 };

type Saying = (life: readonly Trade[], rates: readonly number[]) => (number | undefined)[];

const truth: Saying = (life) => life.map(({ chance }) => chance);
const opposite: Saying = (life) => life.map(({ chance }) => 1 - chance);
const learned: Saying = (life) => {
  const said = prequential(streamOf(life), onlineLearner({ width: FEATURES, weighting: 'pnl', least: 20 }));
  const chances = new Map(said.map(({ scenario_id, p }) => [Number(scenario_id), p]));
  return life.map((_, i) => chances.get(i));
};

/** After how many trades a challenger that is better is blessed, and one that is worse rejected. */
export const better: Measurement = {
  title: `Known better: AUC .71 by ${FEATURES} features, looked at after each 10 trades by all rules of the gate; median / 90 %.`,
  rows: [
    betterRow('true probabilities beside a coin', { saying: truth, beside: 'coin', goal: '≤ 320 / 560' }),
    betterRow('learned on the stream beside the base rate', {
      ...{ saying: learned, beside: 'base rate', goal: '≤ 570 / 860' },
    }),
    betterRow('the opposite of the truth beside a coin', {
      ...{ saying: opposite, beside: 'coin', goal: 'never blessed, rejected' },
    }),
  ],
};

function betterRow(
  name: string,
  { saying, beside, goal }: { saying: Saying; beside: 'coin' | 'base rate'; goal: string },
) {
  return row({
    ...{ name, lives: LIVES },
    play(random): Look[] {
      const life = lifeOf(random, SKILFUL);
      const rates = baseRates(life);
      const chances = saying(life, rates);
      const said = life.flatMap((trade, i): Said[] => {
        const [challenger, baseRate] = [chances[i], rates[i] as number];
        if (challenger === undefined) return [];
        return [{ trade, challenger, baseRate, incumbent: beside === 'coin' ? 0.5 : baseRate }];
      });
      return looksAt(said, { every: 10, until: ['bless'] });
    },
    cells: (played: readonly Look[][]) => ({
      challenger: name,
      'blessed after': weeksText(played.map((looks) => firstOf(looks, 'bless'))),
      goal,
      'ever blessed': shareOf(played.map((looks) => firstOf(looks, 'bless') < Infinity)),
      'ever rejected': shareOf(played.map((looks) => firstOf(looks, 'reject') < Infinity)),
      'rejected by': countsText(
        played.flatMap((looks) => looks.find(({ verdict }) => verdict === 'reject')?.broken ?? []),
      ),
      'rejected after': weeksText(played.map((looks) => firstOf(looks, 'reject'))),
    }),
  });
}
