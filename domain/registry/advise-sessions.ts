import { compare } from '../compare.js';
import type { AlgorithmParameters } from '../algorithm/algorithm-parameters.js';
import { advise, type Advice, type Situation } from '../algorithm/reference-algorithm.js';
import { isHeldOut } from './holdout.js';
import type { Advising } from './versions-advising.js';

/** What all versions are asked for: the morning. */
export type Morning = Omit<Situation, 'parameters'>;

/** The advice of a version on a morning. */
export function adviceOf(morning: Morning, parameters: AlgorithmParameters): Advice {
  return advise({ ...morning, parameters });
}

/**
 * The same with a share of underlyings held out, which get the advice of the version before; each piece of advice says
 * how probable its version was. Without a version before there is nothing to choose.
 */
export function adviceWithHoldout(morning: Morning, { now, before }: Advising, share: number): Advice {
  const isOld = ({ underlying }: { underlying: string }) =>
    before !== null && isHeldOut(morning.date, underlying, share);
  const given = adviceOf(
    part(morning, (one) => !isOld(one)),
    now,
  );
  const held = before === null ? undefined : adviceOf(part(morning, isOld), before);
  const others = before === null ? 1 : Number((1 - share).toFixed(PLACES));
  return {
    recommendations: [
      ...given.recommendations.map((one) => ({ ...one, propensity: others })),
      ...(held?.recommendations ?? []).map((one) => ({ ...one, propensity: share })),
    ].sort((a, b) => compare(placeOf(a), placeOf(b))),
    withoutBars: [...given.withoutBars, ...(held?.withoutBars ?? [])].sort(),
  };
}

/** One from which a share is taken keeps no digits of binary fractions. */
const PLACES = 12;

function part(morning: Morning, isOne: (position: { underlying: string }) => boolean): Morning {
  return { ...morning, positions: morning.positions.filter(isOne) };
}

/** Advice stands by account and underlying; that of one underlying stays in its order. */
function placeOf({ account, underlying }: { account: string | null; underlying: string }): string {
  return JSON.stringify([account, underlying]);
}
