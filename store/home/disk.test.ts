import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { freeBytes, fullText, tooFullToImport } from './disk.js';

const NOWHERE = join(tmpdir(), 'no-such', 'home');

describe('freeBytes(dir)', () => {
  test('of a folder that is not there yet is what the one above it has', () => {
    expect(freeBytes(NOWHERE)).toBeGreaterThan(0);
  });
});

describe('fullText(dir)', () => {
  test('says how much is free and where', () => {
    expect(fullText(NOWHERE)).toMatch(/^disk full: \d+ MB free at .*no-such/);
  });
});

describe('tooFullToImport(dir, free)', () => {
  test.each([
    [499_999_999, 'disk nearly full: 499 MB free at /home/x. Nothing is imported below 500 MB: make room'],
    [500_000_000, undefined],
  ])('of %d free bytes: %s', (free, told) => {
    expect(tooFullToImport('/home/x', free)).toBe(told);
  });
});
