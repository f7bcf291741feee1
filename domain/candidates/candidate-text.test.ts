import { describe, expect, test } from '@jest/globals';
import { candidateText } from './candidate-text.js';
import type { Proposal } from './proposals.js';

const PROPOSAL = {
  ...{ kind: 'strike_shift', action: 'open', scope_kind: 'overall', effect: 1, underlyings: [], habits: [] },
} as unknown as Proposal;

describe('candidateText(proposal, counts, { cost, rollsToo })', () => {
  test('counts the weeks, of which one is the last week', () => {
    const textOf = (weeks: number) => {
      const counts = { weeks, decisions: 20, before: 8, after: 3, anew: 0, met: 0 };
      return candidateText(PROPOSAL, counts, { cost: '', rollsToo: false });
    };
    expect(textOf(1)).toBe(
      'Open 1 strike higher. You diverged in 8 of 20 decisions of the last week; with it that would have been 3.',
    );
    expect(textOf(2)).toContain(' of the last 2 weeks; ');
  });
});
