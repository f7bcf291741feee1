import { describe, expect, test } from '@jest/globals';
import { preparationMessage } from './preparation-message.js';

describe('preparationMessage(day, problems, said)', () => {
  test('has a line for each problem that no earlier message had', () => {
    const night = 'After Friday, 31 January 2025\n\nTo look at\n  cash is off\n';
    expect(preparationMessage('2025-02-03', ['cash is off', 'the model is broken'], [night])).toBe(
      'Before Monday, 3 February 2025\n\nTo look at\n  the model is broken\n',
    );
  });

  test('is none where all was said, or nothing is wrong', () => {
    expect(preparationMessage('2025-02-03', ['a', 'b'], ['x\n  a\n', '  b\n'])).toBeNull();
    expect(preparationMessage('2025-02-03', [], [])).toBeNull();
  });
});
