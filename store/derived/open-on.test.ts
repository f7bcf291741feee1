import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps, type OpenSteps } from '../../activities/make-steps.js';
import { weekRange } from '../../domain/time/iso-week.js';

/** By the messages of weeks, which is where it is read. */
let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'open-on-'));
  opened = await openSteps(join(dir, 'home'), { clock: () => new Date('2024-06-01T00:00:00Z') });
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

function bring(...records: readonly object[]): Promise<void> {
  return bringKnown('2024-05-31', ...records);
}

async function bringKnown(coveredThrough: string, ...records: readonly object[]): Promise<void> {
  const path = join(dir, 'trades.jsonl');
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough });
}

async function openIn(week: string): Promise<string[]> {
  const { message } = await opened.steps.aggregateWeek({ week });
  const section = message.split('\n\n').find((part) => part.startsWith('OPEN at')) ?? '';
  return section.trimEnd().split('\n');
}

const BUY = {
  account: 'main',
  underlying: 'SOFI',
  executed_at: '2024-03-11T15:00:00Z',
  action: 'buy',
  quantity: 100,
  price: 7,
};
const CALL = {
  ...BUY,
  action: 'sell_to_open',
  quantity: 1,
  right: 'call',
  strike: 8,
  expiration: '2024-03-22',
  price: 0.4,
};

describe('what is open at the end of a week', () => {
  test('is what was held then, whatever was closed, split, renamed or transferred away later', async () => {
    await bring(
      BUY,
      { ...BUY, underlying: 'FB', price: 9 },
      { ...BUY, underlying: 'GONE', price: 1 },
      CALL,
      { ...BUY, executed_at: '2024-03-20T15:00:00Z', action: 'sell', quantity: 40 },
      { ...BUY, executed_at: '2024-03-25', action: 'split', quantity: 60, ratio: 2, price: null },
      {
        ...BUY,
        underlying: 'FB',
        to_underlying: 'META',
        executed_at: '2024-03-26',
        action: 'symbol_change',
        price: null,
      },
      {
        ...BUY,
        underlying: 'GONE',
        executed_at: '2024-03-27',
        action: 'transfer',
        direction: 'out',
        price: null,
      },
    );
    expect(await openIn('2024-W11')).toEqual([
      'OPEN at the end of the week',
      '  100 FB shares',
      '  100 GONE shares',
      '  100 SOFI shares',
      '  -1 SOFI 8C 22 Mar',
    ]);
    expect(await openIn('2024-W12')).toEqual([
      'OPEN at the end of the week',
      '  100 FB shares',
      '  100 GONE shares',
      '  60 SOFI shares',
    ]);
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({});
    const { lots } = await opened.reads.lots({});
    expect(lots.map(({ underlying, quantity }) => [underlying, quantity]).sort()).toEqual(
      [
        ['META', 100],
        ['SOFI', 120],
        ['SOFI', 1],
      ].sort(),
    );
  });

  test('is of the last day that outcomes are computed through, where the week is not over', async () => {
    await bring(BUY, { ...BUY, executed_at: '2024-03-14T15:00:00Z', quantity: 5 });
    await opened.steps.reconcileRange({ from: '2024-03-11', to: '2024-03-15' });
    await opened.steps.trackOutcomes({ through: '2024-03-15' });
    expect(weekRange('2024-W11').to).toBe('2024-03-17');
    expect(await openIn('2024-W11')).toEqual(['OPEN at the end of the week', '  105 SOFI shares']);
  });

  test('names the accounts whose files end before, which hold something or did lately', async () => {
    await bring(BUY);
    const early = { ...BUY, executed_at: '2024-01-08T15:00:00Z' };
    await bringKnown('2024-03-14', { ...early, account: 'held' });
    await bringKnown('2024-03-15', { ...early, account: 'known' });
    await bringKnown(
      '2024-03-13',
      { ...early, account: 'left' },
      { ...early, account: 'left', executed_at: '2024-01-09T15:00:00Z', action: 'sell' },
    );
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({ through: '2024-03-17' });
    expect((await openIn('2024-W11'))[0]).toBe(
      'OPEN at the end of the week; held is known through 14 March 2024',
    );
    expect((await openIn('2024-W10'))[0]).toBe('OPEN at the end of the week');
    const held = [{ account: 'held', covered_through: '2024-03-14' }];
    expect(await opened.reads.lots({})).toMatchObject({ as_of: '2024-03-17', covered_less: held });
    expect(await opened.reads.lots({ account: 'held' })).toMatchObject({ covered_less: held });
    expect(await opened.reads.lots({ account: 'known' })).toMatchObject({ covered_less: [] });
  });
});
