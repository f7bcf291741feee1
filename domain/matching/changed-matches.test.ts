import { describe, expect, test } from '@jest/globals';
import { advice, execution } from '../../test/trade-examples.js';
import { changedMatches } from './changed-matches.js';
import { matchUnderlying } from './match.js';
import type { Match } from './match-row.js';

function matches(): Match[] {
  const inputs = { recommendations: [advice()], executions: [execution()], knownThrough: () => '2025-02-01' };
  return matchUnderlying({ underlying: 'SOFI', ...inputs }).flatMap((unit) => unit.matches);
}

describe('changedMatches(made, stored)', () => {
  test('finds nothing where all rows are the same', () => {
    expect(changedMatches(matches(), matches())).toEqual({ gone: [], fresh: [] });
  });

  test('finds a row of which any column differs, as it was and as it is', () => {
    const [match] = matches() as [Match];
    for (const column of Object.keys(match) as (keyof Match)[]) {
      const value = Array.isArray(match[column]) ? ['other'] : 'other';
      const other = { ...match, [column]: value };
      expect(changedMatches([other], [match])).toEqual({ gone: [match], fresh: [other] });
    }
  });

  test('finds what came and what went', () => {
    const [match] = matches() as [Match];
    expect(changedMatches([match], [])).toEqual({ gone: [], fresh: [match] });
    expect(changedMatches([], [match])).toEqual({ gone: [match], fresh: [] });
  });
});
