import { describe, expect, test } from '@jest/globals';
import { checkHost } from './origin.js';

const HOSTS = new Set(['localhost:8000', '[::1]:8000', 'localhost']);

function hostOf(url: string, host: string): () => void {
  return () => checkHost(new Request(url, { headers: { host } }), HOSTS);
}

describe('checkHost(request, hosts)', () => {
  test.each([
    ['http://localhost:8000/api', 'localhost:8000'],
    ['http://localhost:8000/api', 'LOCALHOST:8000'],
    ['http://[::1]:8000/api', '[::1]:8000'],
    ['http://localhost/api', 'localhost'],
  ])('%s of %s is ours', (url, host) => {
    expect(hostOf(url, host)).not.toThrow();
  });

  test.each([
    ['http://localhost:8000/api', 'evil.example'],
    ['http://evil.example/api', 'localhost:8000'],
    ['http://evil.example:8000/api', 'localhost:8000'],
    ['http://localhost:8001/api', 'localhost:8000'],
  ])('%s of %s is not', (url, host) => {
    expect(hostOf(url, host)).toThrow(expect.objectContaining({ slug: 'wrong-host' }));
  });
});
