import { expect, test } from '@jest/globals';
import { normalTime } from '../records/record-fields.js';
import { toSecond } from './to-second.js';

test('toSecond(instant) is a time as the journal and the registry take it, however its fraction ends', () => {
  for (const ms of [0, 5, 20, 100, 120, 999]) {
    const at = toSecond(new Date(Date.UTC(2026, 0, 5, 10, 36, 20, ms)));
    expect(at).toBe('2026-01-05T10:36:20Z');
    expect(normalTime(at)).toBe(at);
  }
});
