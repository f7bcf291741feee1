import { expect, test } from '@jest/globals';
import { chosenAction } from './prediction.js';

test('chosenAction follows above one half, unless a guardrail speaks against it; what is skipped needs none', () => {
  expect(chosenAction(0.6, [])).toMatchObject({ action: 'follow', vetoes: [], final_action: 'follow' });
  expect(chosenAction(0.6, ['silent'])).toMatchObject({
    ...{ action: 'follow', vetoes: ['silent'], final_action: 'skip' },
    action_probabilities: '{"follow":1,"skip":0}',
  });
  expect(chosenAction(0.5, ['silent'])).toMatchObject({ action: 'skip', vetoes: [], final_action: 'skip' });
});
