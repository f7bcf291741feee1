import { describe, expect, test } from '@jest/globals';
import { saidBefore, SPEAKERS, type FirstSaid, type Speaker } from './said-before.js';

const NOTHING: FirstSaid = {
  live: Float64Array.of(NaN, NaN, NaN),
  walk_forward: Float64Array.of(NaN, NaN, NaN),
};

function chosen(said: Partial<Record<Speaker, FirstSaid>>) {
  const of = Object.fromEntries(SPEAKERS.map((speaker) => [speaker, said[speaker] ?? NOTHING]));
  return saidBefore(of as Record<Speaker, FirstSaid>);
}

describe('saidBefore(first)', () => {
  const challenger = {
    live: Float64Array.of(0.71, 0.72, NaN),
    walk_forward: Float64Array.of(0.7, 0.73, 0.6),
  };

  test('is live where both said so live, else of folds, of all alike', () => {
    const both = chosen({
      challenger,
      incumbent: { live: Float64Array.of(0.41, NaN, 0.44), walk_forward: Float64Array.of(0.4, 0.43, NaN) },
      base_rate: { live: Float64Array.of(0.51, 0.52, 0.53), walk_forward: Float64Array.of(0.5, NaN, 0.5) },
    });
    expect([...both.challenger]).toEqual([0.71, 0.73, 0.6]);
    expect([...both.incumbent]).toEqual([0.41, 0.43, NaN]);
    expect([...both.base_rate]).toEqual([0.51, NaN, 0.5]);
    expect([...both.logistic]).toEqual([NaN, NaN, NaN]);
  });

  test('has nothing of scenarios that the challenger said nothing about', () => {
    const silent = chosen({
      challenger: { live: Float64Array.of(NaN, 0.7, NaN), walk_forward: Float64Array.of(NaN, NaN, 0.6) },
      incumbent: { live: Float64Array.of(0.5, NaN, NaN), walk_forward: Float64Array.of(0.5, 0.5, 0.5) },
    });
    expect([...silent.challenger]).toEqual([NaN, NaN, 0.6]);
    expect([...silent.incumbent]).toEqual([NaN, 0.5, 0.5]);
  });
});
