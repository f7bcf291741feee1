import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutText, restText } from './cut-text.js';

const length = (text: string) => text.length;

test('cutText(text, most) leaves a text that fits as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(cutText(text, { most: text.length, size: length, rest: 'more' })).toBe(text);
    }),
  );
});

test('cutText(text, most) is no longer than that, and ends at a line’s end where one fits', () => {
  const lines = fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lines, fc.integer({ min: 10, max: 300 }), (given, most) => {
      const text = given.join('\n');
      const cut = cutText(text, { most, size: length, rest: 'more' });
      expect(cut.length).toBeLessThanOrEqual(most);
      if (cut === text) return;
      expect(cut.endsWith('\nmore')).toBe(true);
      const kept = cut.slice(0, -'\nmore'.length);
      expect(text.startsWith(kept)).toBe(true);
      const first = text.split('\n')[0] ?? '';
      if (first.length + '\nmore'.length <= most) expect(text.slice(kept.length)).toMatch(/^\s*(\n|$)/);
    }),
  );
});

test('cutText of one long line cuts within it, and no letter in two', () => {
  expect(cutText('😀😀😀😀', { most: 9, size: (some) => Buffer.byteLength(some), rest: '…' })).toBe('😀\n…');
});

test('restText(url) names the page, where there is one', () => {
  expect([restText(null), restText('https://x')]).toEqual([
    '… the rest is in the dashboard.',
    '… the rest: https://x',
  ]);
});
