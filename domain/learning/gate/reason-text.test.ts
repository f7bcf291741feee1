import { expect, test } from '@jest/globals';
import { reasonText } from './reason-text.js';

test('reasonText(reason) says what was seen and what is asked, of evidence as a bet', () => {
  const reason = { rule: 'evidence', passed: false, value: -1.64, limit: Math.log(164), text: 'sure' };
  expect(reasonText(reason)).toBe('sure (evidence: a bet of 1 became 0.19, asked 164)');
  expect(reasonText({ ...reason, rule: 'min_scored', value: 38, limit: 100, text: 'enough' })).toBe(
    'enough (min_scored: 38, asked 100)',
  );
  expect(reasonText({ ...reason, rule: 'evidence_by_day', value: null })).toBe(
    'sure (evidence_by_day: nothing, asked 5.1)',
  );
});
