import { compare } from '../../compare.js';
import { choiceRow } from '../baselines/fitted-saying.js';
import type { LearnedRow } from '../baselines/walk-forward.js';
import type { LabelledRow, TrainingRow } from '../training/training-row.js';

/** A decision of which one action is preferred to the other, by a reward for each. */
export interface Preference {
  /** When the advice came, in milliseconds since 1970. */
  asked: number;
  values: Float64Array;
  /** Of skipping and of following. */
  rewards: readonly [skip: number, follow: number];
}

/** What the human did is worth 1, and what was passed over nothing. */
export function tasteOf({ asked, values, target }: Choice): Preference {
  return { asked, values, rewards: target === 1 ? [0, 1] : [1, 0] };
}

/** What following came to, beside leaving it, which comes to nothing. */
export function hindsightOf({ asked, values, reward }: LabelledRow): Preference {
  return { asked, values, rewards: [0, reward] };
}

/** A choice that was the human's, and when it was known. */
export type Choice = LearnedRow & { target: 0 | 1; known: number };

/** The choices among some rows, with some of their features, in the order in which the advice came. */
export function choicesOf(
  rows: readonly TrainingRow[],
  { features, inputs }: { features: readonly string[]; inputs: readonly string[] },
): Choice[] {
  const places = inputs.map((name) => features.indexOf(name));
  return rows
    .flatMap((row): Choice[] => {
      const { target, known, ...choice } = choiceRow(row);
      if (target === null || known === null) return [];
      const values = Float64Array.from(places, (place) => row.values[place] as number);
      return [{ ...choice, values, target, known }];
    })
    .sort((a, b) => a.asked - b.asked || compare(a.scenario_id, b.scenario_id));
}
