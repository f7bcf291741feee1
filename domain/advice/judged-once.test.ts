import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judgedOnce, type JudgeableAdvice } from './judged-once.js';

function asked(name: string, given: Partial<JudgeableAdvice> = {}): JudgeableAdvice {
  return {
    ...{ recommendation_id: name, window_opens: name.charCodeAt(0), answered_at: null },
    ...{ excluded: false, exclusion_reason: null, ...given },
  };
}

const answered = { answered_at: '2025-01-06T15:00:00Z' };
const superseded = { excluded: true, exclusion_reason: 'superseded' };
const withdrawn = { excluded: true, exclusion_reason: 'withdrawn' };

describe('judgedOnce(episode)', () => {
  test('gives the advice that was answered', () => {
    expect(judgedOnce([asked('a'), asked('b', answered), asked('c')])).toBe('b');
  });

  test('gives the first where none was, though the same advice took its place', () => {
    expect(judgedOnce([asked('b'), asked('a', superseded)])).toBe('a');
  });

  test('passes over what was withdrawn or set aside by a person', () => {
    expect(judgedOnce([asked('a', withdrawn), asked('b'), asked('c')])).toBe('b');
    expect(judgedOnce([asked('a', { excluded: true, exclusion_reason: 'user' })])).toBe(null);
  });

  test('gives one of the episode, the same for any order, and nothing earlier that was not answered counts less', () => {
    const any = fc.record({
      isAnswered: fc.boolean(),
      reason: fc.constantFrom(null, 'superseded', 'withdrawn'),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (list) => {
        const episode = list.map(({ isAnswered, reason }, i) =>
          asked(String.fromCharCode(97 + i), {
            ...(isAnswered && reason === null ? answered : {}),
            ...{ excluded: reason !== null, exclusion_reason: reason },
          }),
        );
        // Plainly: rank all, answers first, then by time; withdrawn ones do not run.
        let best: string | null = null;
        for (const wanted of [true, false])
          for (const one of episode)
            if (
              best === null &&
              one.exclusion_reason !== 'withdrawn' &&
              (one.answered_at !== null) === wanted
            )
              best = one.recommendation_id;
        expect(judgedOnce(episode)).toBe(best);
        expect(judgedOnce([...episode].reverse())).toBe(best);
      }),
    );
  });
});
