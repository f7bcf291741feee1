import { expect, test } from '@jest/globals';
import { requestLog } from './request-log.js';

let now = 0;
const ANSWERED = { id: '1', status: 401, ms: 1, token: null };

function logged(): { lines: string[]; note: ReturnType<typeof requestLog> } {
  const lines: string[] = [];
  const keep = (fields: object, line: string) => void lines.push(`${line} ${JSON.stringify(fields)}`);
  return { lines, note: requestLog({ info: keep, error: keep }, () => now) };
}

test('requestLog(log) notes every request of a token, its path cut and without its query', () => {
  const { lines, note } = logged();
  for (let times = 0; times < 3; times++)
    note(new Request(`http://localhost/${'x'.repeat(60_000)}?q=secret`), { ...ANSWERED, token: 'abc' });
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^GET \/x+… \{/);
  expect(lines.every((line) => line.length < 300 && !line.includes('secret'))).toBe(true);
});

test('notes one a second of those without a token, and how many it left out', () => {
  const { lines, note } = logged();
  const request = new Request('http://localhost/api');
  for (let times = 0; times < 1_000; times++) note(request, ANSWERED);
  expect(lines).toEqual([`GET /api ${JSON.stringify(ANSWERED)}`]);
  now += 1_000;
  note(request, ANSWERED);
  expect(lines[1]).toBe(`GET /api ${JSON.stringify({ ...ANSWERED, left_out: 999 })}`);
});
