import { Problem } from '../problem.js';

/** So many a second, and so many at once after a rest. */
export interface Rate {
  aSecond: number;
  burst: number;
}

/** What a token does so much of: it reads, says something, or has a step run. */
export const RATES = {
  read: { aSecond: 100, burst: 2_000 },
  fact: { aSecond: 20, burst: 400 },
  step: { aSecond: 2, burst: 60 },
} as const satisfies Readonly<Record<string, Rate>>;
export type RateKind = keyof typeof RATES;

interface Bucket {
  left: number;
  at: number;
}

/** More names than that at once are forgotten, the oldest first: then they begin anew. */
const MOST_NAMES = 10_000;

/** Lets each name do so much and no more. Gives the seconds to wait where it is too much, else 0. */
export function limitedTo({ aSecond, burst }: Rate, now: () => number): (name: string) => number {
  const buckets = new Map<string, Bucket>();
  return (name) => {
    const at = now();
    const before = buckets.get(name);
    const left =
      before === undefined ? burst : Math.min(burst, before.left + ((at - before.at) / 1_000) * aSecond);
    buckets.delete(name);
    if (buckets.size >= MOST_NAMES) buckets.delete(buckets.keys().next().value as string);
    buckets.set(name, { left: left < 1 ? left : left - 1, at });
    return left < 1 ? Math.max(1, Math.ceil((1 - left) / aSecond)) : 0;
  };
}

export function tooMany(seconds: number): Problem {
  return new Problem('too-many-requests', `too many requests: ask again in ${seconds} s`, {
    headers: { 'retry-after': String(seconds) },
  });
}
