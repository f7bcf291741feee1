import { describe, expect, test } from '@jest/globals';
import { bothEnds, dateArgument, rangeOf, weekArgument } from './day-range.js';

const lastDate = () => Promise.resolve('2025-03-02');

describe('rangeOf(date, options, lastDate)', () => {
  test.each([
    ['2025-01-06', {}, { from: '2025-01-06', to: '2025-01-06' }],
    [undefined, { from: '2025-01-06', to: '2025-01-10' }, { from: '2025-01-06', to: '2025-01-10' }],
    [undefined, { daysBack: 2 }, { from: '2025-02-28', to: '2025-03-02' }],
    [undefined, {}, undefined],
  ])('takes %j with %j as %j', async (date, options, range) => {
    expect(await rangeOf(date, options, lastDate)).toEqual(range);
  });

  test('counts no days back where nothing is known', async () => {
    expect(await rangeOf(undefined, { daysBack: 2 }, () => Promise.resolve(null))).toBeUndefined();
  });

  test.each([
    ['2025-01-06', { daysBack: 2 }],
    ['2025-01-06', { from: '2025-01-06' }],
    [undefined, { to: '2025-01-06', daysBack: 2 }],
  ])('refuses %j with %j', async (date, options) => {
    await expect(rangeOf(date, options, lastDate)).rejects.toThrow(
      'give a date, or --from and --to, or --days-back',
    );
  });
});

describe('bothEnds(range)', () => {
  test('refuses half a range, and one that ends before it begins', () => {
    expect(() => bothEnds({ from: '2025-01-06' })).toThrow('--from and --to go together');
    expect(() => bothEnds({ from: '2025-01-06', to: '2025-01-05' })).toThrow(
      '--from 2025-01-06 is after --to 2025-01-05',
    );
  });
});

describe('arguments', () => {
  test('are days and weeks that there are', () => {
    expect(dateArgument('2024-02-29')).toBe('2024-02-29');
    expect(() => dateArgument('2025-02-29')).toThrow('not a date like 2025-01-06');
    expect(weekArgument('2026-W53')).toBe('2026-W53');
    expect(() => weekArgument('2025-W53')).toThrow('not an ISO week like 2026-W02');
  });
});
