import { describe, expect, test } from '@jest/globals';
import { plantedPerson } from './planted/person.js';
import { simulate, type Outcome } from './simulate.js';
import type { Policy } from './policy.js';
import type { WeekLine } from './week-line.js';

function played(
  habits: object[],
  { weeks, policy, count = 20, seed = 3 }: { weeks: number; policy: Policy; count?: number; seed?: number },
) {
  const person = plantedPerson({
    ...{ schema: 1, name: 'somebody', start: '2024-01-02', habits },
    accounts: [{ account: 'main', commission: 0.65 }],
    market: { underlyings: { count }, half_spread: 0.005 },
  });
  const simulation = simulate({ person, weeks, policy, seed, holdout: null });
  const lines: WeekLine[] = [];
  for (;;) {
    const { done, value } = simulation.next();
    if (done) return { lines, outcome: value satisfies Outcome };
    lines.push(value.line);
  }
}

const meanOf = (lines: readonly WeekLine[]) =>
  lines.reduce((sum, { divergence_chosen }) => sum + (divergence_chosen ?? 0), 0) / lines.length;
const FRIDAYS = { kind: 'weekday_refusal', action: 'roll', weekday: 5 };
const LONGER = { kind: 'expiration_shift', action: 'roll', weeks: 1 };

describe('simulate(input)', () => {
  test('comes to follow who adds a week to rolls and makes none on Fridays, by no patch that nobody planted', () => {
    const { lines, outcome } = played([FRIDAYS, LONGER], { weeks: 16, policy: 'high' });
    const { versions, changes } = outcome.registry;
    const patched = versions.flatMap(({ patch }) => (patch === null ? [] : [patch])).join('\n');
    expect(patched).toContain('"quiet.rollWeekdays"');
    expect(patched).toContain('"roll.dte"');
    expect(patched).not.toContain('byRegime');
    expect(outcome.decisions.map(({ decision }) => decision)).toEqual(['implement', 'implement']);
    expect(changes.every(({ kind }) => kind === 'start' || kind === 'implement')).toBe(true);
    expect(meanOf(lines.slice(4, 8))).toBeGreaterThan(0.15);
    expect(meanOf(lines.slice(-3))).toBeLessThan(0.1);
    expect(lines.at(-1)?.version).toBe('v3.5');
    const [fridays] = lines.at(-1)?.habits ?? [];
    expect(fridays).toMatchObject({ index: 0, applied: 0 });
    expect(fridays?.satisfied).toBeGreaterThan(0);
  });

  test('takes back what was implemented once the person wants it no more', () => {
    const fading = { kind: 'strike_shift', action: 'open', steps: 2, share: 0.6, to_week: 6 };
    const { lines, outcome } = played([fading], { weeks: 13, policy: 'found', count: 24, seed: 1 });
    const { changes } = outcome.registry;
    expect(changes.map(({ kind, outcome: became }) => [kind, became])).toEqual([
      ['start', null],
      ['implement', 'auto_reverted'],
      ['auto_revert', null],
    ]);
    expect(changes.at(-1)?.why).toMatch(
      /^\d+ of \d+ decisions on the changed advice diverge, more than \d+ %$/,
    );
    expect(lines.at(-1)?.version).toBe('v3.3');
  });

  test('changes nothing by policy none, and rejects what is open by policy reject', () => {
    const none = played([LONGER], { weeks: 8, policy: 'none' });
    expect(none.outcome.candidates.map(({ status }) => status)).toContain('open');
    expect(none.lines.every(({ version }) => version === 'v3.3')).toBe(true);
    const { candidates, decisions } = played([LONGER], { weeks: 8, policy: 'reject' }).outcome;
    expect(new Set(decisions.map(({ decision }) => decision))).toEqual(new Set(['reject']));
    expect(candidates.map(({ status }) => status)).not.toContain('open');
  });

  test('diverges because of planted habits, but for noise', () => {
    const { lines } = played([LONGER], { weeks: 6, policy: 'none' });
    for (const { from_habits, divergence_chosen } of lines)
      expect(from_habits ?? 0).toBeLessThanOrEqual(divergence_chosen ?? 0);
    expect(meanOf(lines)).toBeGreaterThan(0.1);
  });
});
