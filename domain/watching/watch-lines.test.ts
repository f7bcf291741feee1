import { expect, test } from '@jest/globals';
import type { ChangeRow } from '../registry/registry-rows.js';
import type { Validation } from './validation.js';
import { takenBackText, validationText } from './watch-lines.js';

const CHANGE: ChangeRow = {
  ...{ change_id: 'x', kind: 'implement', from_version: 'v3.3', to_version: 'v3.4', by: 'ann' },
  ...{ effective_from: '2025-05-12', at: '2025-05-10T16:00:00Z', candidate_id: 'c', decision_id: 'd' },
  ...{ why: null, watch_until: '2025-06-23', validation: null, outcome: 'watching' },
};
const VALIDATION: Validation = {
  ...{ weeks: 6, design: 'interrupted_series', divergence_before: 0.664, divergence_after: 0.18 },
  ...{ difference: -0.484, low: -0.6, high: 0.004, cost: null, cost_low: null, cost_high: null },
  ...{ proposal: 'keep', as_of: '2025-W25' },
};

test('takenBackText(change) says why, what goes with it, and what is in force since when', () => {
  const back = {
    ...CHANGE,
    ...{ from_version: 'v3.4', to_version: 'v3.3', why: '20 of 24 decisions diverge' },
  };
  expect(takenBackText(back, { cause: 'v3.4', withIt: [] })).toBe(
    'v3.4 is taken back: 20 of 24 decisions diverge. v3.3 is in force again from 12 May 2025 on.',
  );
  expect(takenBackText({ ...back, from_version: 'v3.5' }, { cause: 'v3.4', withIt: ['v3.5'] })).toBe(
    'v3.4 is taken back: 20 of 24 decisions diverge. v3.5, made from it, goes with it. v3.3 is in force again from 12 May 2025 on.',
  );
});

test('validationText(change, validation) says what was seen, and what to type', () => {
  expect(validationText(CHANGE, VALIDATION)).toBe(
    'v3.4 after 6 weeks: of what it changed 66 % diverged before and 18 % since (-60 to 0 points, part of which is regression to the mean). Keep it with "npx tradeloop algorithm keep v3.4".',
  );
  expect(
    validationText(CHANGE, { ...VALIDATION, design: 'holdout', proposal: 'roll_back', high: 0.12 }),
  ).toMatch(
    /\(-60 to \+12 points, beside what was held out\)\. Take it back with "npx tradeloop algorithm rollback v3\.3"\.$/,
  );
  const unknown = { ...VALIDATION, divergence_before: null, proposal: 'insufficient' as const };
  expect(validationText(CHANGE, unknown)).toBe(
    'v3.4 after 6 weeks: too little is known. It needs more time.',
  );
});
