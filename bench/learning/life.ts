import { sigmoid } from '../../domain/learning/baselines/ridge-logistic.js';
import type { StreamedScenario } from '../../domain/learning/online/prequential.js';
import { normal, type Random } from '../../domain/number/random.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';

/** How one account is made. */
export interface LifeOf {
  trades: number;
  /** Of which the chance of a gain is made; none where no feature says anything. */
  features: number;
  /** The standard deviation of the logit of a gain that the features make; .84 is an AUC of .71. */
  spread: number;
  /** How many a day, and the standard deviation of what a day has in common, on the logit. */
  aDay: number;
  shock: number;
  /** The trade from which on the features mean the opposite. */
  flipped?: number;
}

/** One decision of an account. */
export interface Trade {
  values: Float64Array;
  /** P(label is 1), by the features alone. */
  chance: number;
  label: 0 | 1;
  reward: number;
  day: IsoDate;
}

const START: IsoDate = '2024-01-02';
/** What gains are larger than losses by. */
const LUCK = 1.6;

/** Decisions one after the other, whose labels are known at once. */
export function lifeOf(
  random: Random,
  { trades, features, spread, aDay, shock, flipped = Infinity }: LifeOf,
): Trade[] {
  const life: Trade[] = [];
  let ofDay = 0;
  for (let i = 0; i < trades; i++) {
    if (i % aDay === 0) ofDay = shock * normal(random);
    const values = Float64Array.from({ length: features }, () => normal(random));
    const said = values.reduce((sum, value) => sum + value, 0) * (spread / Math.sqrt(Math.max(1, features)));
    const logit = i < flipped ? said : -said;
    const label = random() < sigmoid(logit + ofDay) ? 1 : 0;
    const reward = (label === 1 ? LUCK : -1) * Math.abs(normal(random));
    life.push({ values, chance: sigmoid(logit), label, reward, day: dayOf(Math.floor(i / aDay)) });
  }
  return life;
}

const DAYS: IsoDate[] = [];

function dayOf(count: number): IsoDate {
  return (DAYS[count] ??= addDays(START, count));
}

/** The same as the stream that a learner goes through. */
export function streamOf(life: readonly Trade[]): StreamedScenario[] {
  return life.map(({ values, label, reward, day }, i) => ({
    scenario_id: String(i).padStart(6, '0'),
    ...{ asked: 2 * i, values, underlying: null, session_hour: null, account: null },
    outcome: { label, reward, known: 2 * i + 1, day },
  }));
}
