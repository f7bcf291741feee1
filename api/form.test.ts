import { expect, test } from '@jest/globals';
import { checkAccept, type Form } from './form.js';

function isTaken(accept: string | undefined, ...forms: Form[]): boolean {
  const request = new Request('http://localhost/', { headers: accept === undefined ? {} : { accept } });
  try {
    checkAccept(request, forms);
    return true;
  } catch {
    return false;
  }
}

test('checkAccept(request, forms) lets pass what takes one of them; the narrowest range decides', () => {
  for (const accept of [undefined, '*/*', 'application/json', 'Application/*', 'text/html, */*;q=0.1'])
    expect([accept, isTaken(accept, 'json')]).toEqual([accept, true]);
  for (const accept of ['text/html', 'text/*', 'application/json;q=0', '*/*, application/json; q=0.0'])
    expect([accept, isTaken(accept, 'json')]).toEqual([accept, false]);
  expect(isTaken('application/json', 'events')).toBe(false);
  expect(isTaken('text/event-stream', 'events')).toBe(true);
  expect(isTaken('application/octet-stream', 'json', 'bytes')).toBe(true);
});
