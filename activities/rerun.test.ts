import { describe, expect, test } from '@jest/globals';
import { joined } from './rerun.js';

describe('joined(ranges)', () => {
  test('makes one range of nights in a row, over weekends and holidays, and leaves gaps', () => {
    const nights = ['2024-01-12', '2024-01-11', '2024-01-16', '2024-01-18'].map((day) => ({
      from: day,
      to: day,
    }));
    expect(joined(nights)).toEqual([
      { from: '2024-01-11', to: '2024-01-16' },
      { from: '2024-01-18', to: '2024-01-18' },
    ]);
  });

  test('swallows what lies within', () => {
    const ranges = [
      { from: '2024-01-02', to: '2024-03-28' },
      { from: '2024-02-01', to: '2024-02-05' },
      { from: '2024-03-20', to: '2024-04-30' },
    ];
    expect(joined(ranges)).toEqual([{ from: '2024-01-02', to: '2024-04-30' }]);
  });
});
