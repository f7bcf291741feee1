import { expect, test } from '@jest/globals';
import { lastWith } from './keyed-request.js';

const KEYED = { idempotency_key: 'k', request: 'a.1' };
const line = (at: string, more: object = {}) => ({ ...KEYED, at, ...more });
const NOW = Date.parse('2025-01-06T12:00:00Z');

test('lastWith(lines, keyed, now) gives the newest within a day of the same key and token, whatever it asked for', () => {
  const old = line('2025-01-05T12:00:00Z');
  const first = line('2025-01-05T12:00:01Z');
  const newest = line('2025-01-06T11:00:00Z', { request: 'a.2' });
  const others = [
    line('2025-01-06T11:30:00Z', { request: 'b.1' }),
    line('2025-01-06T11:30:00Z', { idempotency_key: 'other' }),
    { at: '2025-01-06T11:30:00Z' },
    { ...KEYED },
  ];
  expect(lastWith([old, ...others], KEYED, NOW)).toBeUndefined();
  expect(lastWith([old, newest, first, ...others], KEYED, NOW)).toBe(newest);
  expect(lastWith([old, first, ...others], KEYED, NOW)).toBe(first);
});
