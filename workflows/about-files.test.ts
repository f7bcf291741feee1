import { describe, expect, test } from '@jest/globals';
import { aboutFiles } from './about-files.js';

function report(covered: [from: string, through: string] | null, ...accounts: string[]) {
  const [covered_from, covered_through] = covered ?? [null, null];
  const none = { currency: 'USD', trades: '0', fees: '0', income: '0', transfers: '0', total: '0' };
  return { covered_from, covered_through, cash: accounts.map((account) => ({ account, ...none })) };
}

describe('aboutFiles(reports)', () => {
  test('the accounts of all, and the days from the first to the last', () => {
    const bars = report(null);
    const trades = [
      report(['2022-02-01', '2022-02-28'], 'main', 'ira'),
      report(['2022-01-03', '2022-01-31'], 'main'),
    ];
    expect(aboutFiles([bars, ...trades])).toEqual({
      days: { from: '2022-01-03', to: '2022-02-28' },
      accounts: ['main', 'ira'],
    });
  });

  test('of files without days, none', () => {
    expect(aboutFiles([report(null)])).toEqual({ days: undefined, accounts: [] });
  });
});
