/**
 * Whether the loop converges on people whose habits are known. One person of each kind by default; PLANTED_PEOPLE=60
 * plays so many and prints how far they come, PLANTED_SEED takes other ones.
 */
import { describe, expect, test } from '@jest/globals';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import { playLoop, type PlayedLoop } from './planted-loop.js';
import type { PlantedHabit, PlantedPerson } from './planted-people.js';

const PEOPLE = Number(process.env['PLANTED_PEOPLE'] ?? 0);
const SEED = Number(process.env['PLANTED_SEED'] ?? 30_000);
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

function personOf(habits: readonly PlantedHabit[], matters = 27): PlantedPerson {
  return { matters, underlyings: 24, habits, noise: NOISE };
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

if (PEOPLE > 0)
  describe('the long form', () => {
    test('people', () => {
      const lines: string[] = [];
      const weeks = 27;
      for (const [name, habits] of Object.entries({ FLOOR, NO_FLOOR, NOBODY: [] }))
        for (const matters of [20, 27, 34]) {
          const all = Array.from({ length: PEOPLE }, (_, i) =>
            playLoop({ person: personOf(habits, matters), weeks, seed: SEED + 100 * matters + i }, isHigh),
          );
          const within = (from: number, to: number) => {
            const people = all.map(({ divergence }) => mean(divergence.slice(from - 1, to)));
            const below = (share: number) =>
              Math.round((100 * people.filter((one) => one < share).length) / PEOPLE);
            return `${(100 * mean(people)).toFixed(1)} % (${below(0.15)} % of people below 15, ${below(0.1)} below 10)`;
          };
          lines.push(
            `${name} at ${mean(all.map(({ decisions }) => decisions)).toFixed(1)}: first ${within(1, 2)}, weeks 12-14 ${within(12, 14)}, ` +
              `24-27 ${within(24, 27)}; with candidates ${all.filter(({ candidates }) => candidates.length > 0).length}, ` +
              `not planted ${JSON.stringify(all.flatMap((one) => unplanted(one, habits)))}`,
          );
        }
      console.log(lines.join('\n'));
    }, 3_600_000);
  });
