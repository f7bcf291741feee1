import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { campaigns } from './campaigns.js';
import { hashId } from '../hash.js';
import { addDays } from '../time/dates.js';

describe('campaigns', () => {
  test('runs from the first opening until everything is closed', () => {
    const told = campaigns([
      { id: 'shares', from: '2024-01-02', to: '2024-03-01' },
      { id: 'call', from: '2024-01-03T15:00:00Z', to: '2024-01-19' },
      { id: 'later', from: '2024-04-01', to: '2024-04-02' },
    ]);
    expect(told.get('call')).toBe(told.get('shares'));
    expect(told.get('later')).not.toBe(told.get('shares'));
  });

  test('goes on as long as what was opened first, whatever was closed meanwhile', () => {
    const told = campaigns([
      { id: 'shares', from: '2024-01-02', to: '2024-03-01' },
      { id: 'call', from: '2024-01-03', to: '2024-01-19' },
      { id: 'next', from: '2024-02-20', to: '2024-02-21' },
    ]);
    expect(told.get('next')).toBe(told.get('shares'));
  });

  test('is named for the first by the day and the id, whatever the time of the day', () => {
    const first = { id: 'a', from: '2024-01-02T20:00:00Z', to: '2024-01-03' };
    const alone = hashId('campaign', 'a');
    expect([...campaigns([first]).values()]).toEqual([alone]);
    for (const from of ['2024-01-02T15:00:00Z', '2024-01-02'])
      expect(campaigns([first, { id: 'b', from, to: '2024-01-03' }]).get('b')).toBe(alone);
  });

  test('joins what is opened within five sessions of being flat', () => {
    // Monday 2024-01-15 was a holiday: five sessions after Friday the 12th is Monday the 22nd.
    const first = { id: 'first', from: '2024-01-02', to: '2024-01-12' };
    const joined = campaigns([first, { id: 'next', from: '2024-01-22', to: '2024-01-23' }]);
    const apart = campaigns([first, { id: 'next', from: '2024-01-23', to: '2024-01-23' }]);
    expect(joined.get('next')).toBe(joined.get('first'));
    expect(apart.get('next')).not.toBe(apart.get('first'));
  });

  test('goes on while anything is open', () => {
    const told = campaigns([
      { id: 'open', from: '2024-01-02', to: null },
      { id: 'brief', from: '2024-01-03', to: '2024-01-04' },
      { id: 'later', from: '2025-04-01', to: '2025-04-02' },
    ]);
    expect(new Set(told.values()).size).toBe(1);
  });

  test('is the same for any order of the input', () => {
    fc.assert(
      fc.property(spans(), (all) => {
        expect(campaigns(all.toReversed())).toEqual(campaigns(all));
      }),
    );
  });

  test('is the same told in two stretches, the second with what was running', () => {
    fc.assert(
      fc.property(spans(), fc.integer({ min: 1, max: 28 }).map(february), (all, cut) => {
        const [before, after] = [all.filter(({ from }) => from < cut), all.filter(({ from }) => from >= cut)];
        const first = campaigns(before);
        const last = before.toSorted((a, b) => (`${a.from}${a.id}` < `${b.from}${b.id}` ? -1 : 1)).at(-1);
        const ends = before.map(({ to }) => to);
        const flat = ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null);
        const running = last && { campaign_id: first.get(last.id) ?? '', flat };
        expect(new Map([...first, ...campaigns(after, running)])).toEqual(campaigns(all));
      }),
    );
  });
});

function february(day: number): string {
  return `2024-02-${String(day).padStart(2, '0')}`;
}

function spans() {
  const span = fc
    .record({
      id: fc.uuid(),
      start: fc.integer({ min: 1, max: 28 }),
      days: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 9 }),
    })
    .map(({ id, start, days }) => ({
      id,
      from: february(start),
      to: days === null ? null : addDays(february(start), days),
    }));
  return fc.uniqueArray(span, { selector: ({ id }) => id, maxLength: 12 });
}
