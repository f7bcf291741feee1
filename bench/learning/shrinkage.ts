import { sigmoid } from '../../domain/learning/baselines/ridge-logistic.js';
import { groupEffects, type SaidLabel } from '../../domain/learning/online/group-effects.js';
import { groupMeans, shrunkMeans } from '../../domain/learning/scoring/shrunk-means.js';
import { integerBetween, normal, type Random } from '../../domain/number/random.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import { row, type Measurement } from './measurement.js';

const LIVES = 200;
const GROUPS = 20;
/** The standard deviation of true effects. */
const SPREAD = 0.3;
const START: IsoDate = '2024-01-02';

/** Squared errors, summed over groups. */
interface Errors {
  raw: number;
  pooled: number;
  shrunk: number;
}

/** How near effects of stocks and hours come to the truth. */
export const shrinkage: Measurement = {
  title: `Effects of ${GROUPS} groups of 5 to 60 trades, which differ by ${SPREAD} (SD): mean squared errors.`,
  rows: [
    shrinkageRow('mean rewards', (truths, random) => {
      const groups = truths.map(({ effect, size }) => ({
        values: Array.from({ length: size }, (_, i) => ({
          value: effect + normal(random),
          day: addDays(START, i),
        })),
      }));
      const means = groupMeans(groups);
      const all = groups.flatMap(({ values }) => values.map(({ value }) => value));
      const pooled = all.reduce((sum, value) => sum + value, 0) / all.length;
      const shrunk = shrunkMeans(means);
      return truths.map((_, i) => ({ raw: means[i]?.mean ?? 0, pooled, shrunk: shrunk[i] as number }));
    }),
    shrinkageRow('effects on the logit', (truths, random) => {
      const rows = truths.flatMap(({ effect, size }, group) =>
        Array.from({ length: size }, (_, i): SaidLabel => {
          const logit = 0.84 * normal(random);
          const label = random() < sigmoid(logit + effect) ? 1 : 0;
          const of = { underlying: String(group), session_hour: null, account: null };
          return { ...of, logit, label, day: addDays(START, i) };
        }),
      );
      rows.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
      const effects = groupEffects(
        rows,
        'underlying',
        rows.map(({ logit }) => logit),
      );
      const found = new Map(effects.map((one) => [one.group, one]));
      return truths.map((_, group) => {
        const { raw = 0, shrunk = 0 } = found.get(String(group)) ?? {};
        return { raw, pooled: 0, shrunk };
      });
    }),
  ],
};

interface Truth {
  effect: number;
  size: number;
}

function shrinkageRow(
  name: string,
  estimate: (truths: readonly Truth[], random: Random) => readonly Errors[],
) {
  return row({
    ...{ name, lives: LIVES },
    play(random): Errors {
      const truths = Array.from({ length: GROUPS }, () => ({
        effect: SPREAD * normal(random),
        size: integerBetween(random, 5, 60),
      }));
      const estimates = estimate(truths, random);
      const error = (of: keyof Errors) =>
        truths.reduce((sum, { effect }, i) => sum + ((estimates[i] as Errors)[of] - effect) ** 2, 0);
      return { raw: error('raw'), pooled: error('pooled'), shrunk: error('shrunk') };
    },
    cells: (played: readonly Errors[]) => {
      const [raw, pooled, shrunk] = (['raw', 'pooled', 'shrunk'] as const).map(
        (of) => played.reduce((sum, one) => sum + one[of], 0) / played.length / GROUPS,
      ) as [number, number, number];
      return {
        what: name,
        ...{ raw: raw.toFixed(4), pooled: pooled.toFixed(4), shrunk: shrunk.toFixed(4) },
        'of the better': (shrunk / Math.min(raw, pooled)).toFixed(2),
        goal: '≤ .75',
      };
    },
  });
}
