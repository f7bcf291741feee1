import { describe, expect, test } from '@jest/globals';
import { CANDIDATE } from '../../test/candidate-row.js';
import { shiftWeek } from '../time/iso-week.js';
import { candidateQuestion, candidateQuestionText, candidateReminder } from './candidate-question.js';
import type { CandidateRow } from './candidate-row.js';

const KNOWN = '2025-03-07';

/** A candidate as it was shown in weeks from 2025-W09 on, by its statuses. */
function shown(candidate_id: string, statuses: CandidateRow['status'][], more: Partial<CandidateRow> = {}) {
  return statuses.map((status, at) => {
    const as_of = shiftWeek('2025-W09', at);
    return { ...CANDIDATE, ...more, candidate_id, status, as_of, revision: at + 1 };
  });
}

function asked(rows: readonly CandidateRow[], week: string) {
  const question = candidateQuestion(rows, { week, known: KNOWN });
  return question && [question.candidate.revision, candidateQuestionText(question)];
}

describe('candidateQuestion(rows, { week, known })', () => {
  const open: CandidateRow['status'][] = Array.from({ length: 9 }, () => 'open');

  test('asks about the latest revision of what is open, and in weeks 2, 4 and 8 says how long it waits', () => {
    const waits = open.map((_, at) =>
      asked(shown('c0ffee00', open.slice(0, at + 1)), shiftWeek('2025-W09', at)),
    );
    expect(waits[1]).toEqual([2, 'Implement, defer or reject candidate c0ffee?']);
    expect(waits.flatMap((one, at) => (String(one?.[1]).includes('open for') ? [at] : []))).toEqual([
      2, 4, 8,
    ]);
    expect(waits[4]).toEqual([5, 'Implement, defer or reject candidate c0ffee, open for 4 weeks?']);
  });

  test('asks about none that is deferred or decided, and counts anew once a deferral has ended', () => {
    for (const status of ['deferred', 'implemented', 'rejected', 'expired', 'faded'] as const)
      expect(asked(shown('c0ffee00', ['open', status]), '2025-W10')).toBeUndefined();
    const back = shown('c0ffee00', ['open', 'deferred', 'open', 'open', 'open']);
    expect(asked(back, '2025-W13')).toEqual([
      5,
      'Implement, defer or reject candidate c0ffee, open for 2 weeks?',
    ]);
  });

  test('of several asks first about one that is due, then about the most urgent', () => {
    const low = shown('aaaaaa', ['open', 'open', 'open'], { priority: 'low' });
    const high = shown('bbbbbb', ['open', 'open'], { priority: 'high' });
    expect(asked([...low, ...high], '2025-W10')?.[1]).toContain('bbbbbb');
    expect(asked([...low, ...shown('bbbbbb', ['faded', 'open', 'open'])], '2025-W11')?.[1]).toContain(
      'aaaaaa',
    );
  });

  test('one key defers it for four weeks of data', () => {
    expect(candidateQuestion(shown('c0ffee00', ['open']), { week: '2025-W10', known: KNOWN })?.until).toBe(
      '2025-04-04',
    );
  });
});

test('candidateReminder(question) is there in weeks 2, 4 and 8 alone, and says what waits', () => {
  const statuses: CandidateRow['status'][] = Array.from({ length: 9 }, () => 'open');
  const reminders = statuses.map((_, at) => {
    const rows = shown('c0ffee00', statuses.slice(0, at + 1));
    const question = candidateQuestion(rows, { week: shiftWeek('2025-W09', at), known: KNOWN });
    return question === undefined ? null : candidateReminder(question);
  });
  expect(reminders.flatMap((text, at) => (text === null ? [] : [at]))).toEqual([2, 4, 8]);
  expect(reminders[4]).toBe(
    `A CANDIDATE WAITS FOR YOU, open for 4 weeks\n${CANDIDATE.text}\n` +
      'Implement, defer or reject it in the dashboard, or see "npx tradeloop candidates show c0ffee".\n',
  );
});
