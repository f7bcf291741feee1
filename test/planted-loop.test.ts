/**
 * Whether the loop converges on one person of each kind, in the abstract. `npm run planted` plays many, through a
 * market.
 */
import { describe, expect, test } from '@jest/globals';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import { playLoop, type PlayedLoop } from './planted-loop.js';
import type { PlantedHabit, PlantedPerson } from './planted-people.js';

const SEED = 30_000;
const NOISE = { absent: 0, misses: 0.02, wobble: 0.015 };

const FLOOR: PlantedHabit[] = [
  { kind: 'expiration_shift', action: 'roll', size: 1, share: 1 },
  { kind: 'strike_shift', action: 'open', size: 2, underlyings: 8, share: 1 },
  { kind: 'premium_floor', action: 'open', size: 0.25, share: 1 },
  { kind: 'weekday_refusal', action: 'roll', size: 5, share: 1 },
];
const NO_FLOOR: PlantedHabit[] = [
  { kind: 'expiration_shift', action: 'open', size: 1, share: 1 },
  { kind: 'strike_shift', action: 'roll', size: 2, underlyings: 8, share: 1 },
  { kind: 'weekday_refusal', action: 'roll', size: 5, share: 1 },
  { kind: 'no_roll', action: 'roll', underlyings: 2, share: 1 },
];

function personOf(habits: readonly PlantedHabit[]): PlantedPerson {
  return { matters: 27, underlyings: 24, habits, noise: NOISE };
}

const isHigh = ({ priority }: CandidateRow) => priority === 'high';

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

/** What was implemented that nobody planted. */
function unplanted({ implemented }: PlayedLoop, habits: readonly PlantedHabit[]): string[] {
  return implemented
    .filter(
      ({ kind, action }) => !habits.some((one) => one.kind === kind && (one.action ?? action) === action),
    )
    .map(({ kind, action, underlyings }) => `${kind} ${action} ${underlyings.join(' ')}`);
}

describe('playLoop({ person, weeks, seed }, isImplemented)', () => {
  test.each([
    ['who has a floor', FLOOR],
    ['who has none', NO_FLOOR],
  ])('comes to advice that a person follows, %s, by what was planted alone', (_name, habits) => {
    const played = playLoop({ person: personOf(habits), weeks: 24, seed: SEED }, isHigh);
    expect(mean(played.divergence.slice(0, 2))).toBeGreaterThan(0.4);
    expect(mean(played.divergence.slice(-4))).toBeLessThan(0.12);
    expect(unplanted(played, habits)).toEqual([]);
  });

  test('asks for nothing of somebody without habits', () => {
    expect(playLoop({ person: personOf([]), weeks: 26, seed: SEED }, isHigh).candidates).toEqual([]);
  });
});
