import { describe, expect, test } from '@jest/globals';
import { joined, without } from './rerun.js';

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

describe('without(range, done)', () => {
  const done = [
    { from: '2024-01-10', to: '2024-01-20' },
    { from: '2024-02-01', to: '2024-02-10' },
  ];

  test('gives the days of a range before, between and after those that are done', () => {
    expect(without({ from: '2024-01-02', to: '2024-02-15' }, done)).toEqual([
      { from: '2024-01-02', to: '2024-01-09' },
      { from: '2024-01-21', to: '2024-01-31' },
      { from: '2024-02-11', to: '2024-02-15' },
    ]);
  });

  test('gives nothing of what is done, and all of what is not', () => {
    expect(without({ from: '2024-01-11', to: '2024-01-20' }, done)).toEqual([]);
    expect(without({ from: '2024-01-21', to: '2024-01-22' }, done)).toEqual([
      { from: '2024-01-21', to: '2024-01-22' },
    ]);
  });
});
