import { BASELINES, type BaselineName } from '../baselines/walk-forward.js';

/** Those that are compared: a lineage, and what it is compared with. */
export const SIDES = ['challenger', 'incumbent'] as const;
export type Side = (typeof SIDES)[number];

/**
 * Who says how likely following pays: the two sides and the baselines; and of the two sides whether they would follow,
 * 1 or 0, which of a policy does not go by that chance.
 */
export type Speaker = Side | `${Side}_follows` | BaselineName;
export const SPEAKERS: readonly Speaker[] = [
  ...SIDES.flatMap((side): Speaker[] => [side, `${side}_follows`]),
  ...(Object.keys(BASELINES) as BaselineName[]),
];

/** What one of them said first of each scenario, live and by folds; not a number where nothing was said. */
export interface FirstSaid {
  live: Float64Array;
  walk_forward: Float64Array;
}

/**
 * What is said of each scenario that the challenger said something about, before its label was known: live where
 * it and the incumbent said so live, else by models that were trained on what came before.
 */
export function saidBefore(
  first: Readonly<Record<Speaker, FirstSaid>>,
): Readonly<Record<Speaker, Float64Array>> {
  const { challenger, incumbent } = first;
  const isSaid = (values: Float64Array, i: number) => !Number.isNaN(values[i]);
  const chosen = ({ live, walk_forward }: FirstSaid) =>
    walk_forward.map((fold, i) => {
      if (isSaid(challenger.live, i) && isSaid(incumbent.live, i)) return live[i] as number;
      return isSaid(challenger.live, i) || isSaid(challenger.walk_forward, i) ? fold : NaN;
    });
  return Object.fromEntries(SPEAKERS.map((speaker) => [speaker, chosen(first[speaker])])) as Record<
    Speaker,
    Float64Array
  >;
}
