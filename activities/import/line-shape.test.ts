import { describe, expect, test } from '@jest/globals';
import { lineShape } from './line-shape.js';

function shapeOf(...chunks: string[]) {
  const shape = lineShape();
  for (const chunk of chunks) shape.push(new TextEncoder().encode(chunk));
  return { lines: shape.lines(), plain: shape.plain() };
}

describe('lineShape()', () => {
  test('counts lines over the cuts, the last one with or without its end', () => {
    expect(shapeOf('a,b\n1', ',2\n', '3,4\n')).toEqual({ lines: 3, plain: true });
    expect(shapeOf('a,b\r', '\n1,2\r\n', '3,4')).toEqual({ lines: 3, plain: true });
    expect(shapeOf()).toEqual({ lines: 0, plain: true });
  });

  test.each(['a\r\nb\n', 'a\nb\r\n', 'a\rb', 'a\r\nb\r'])(
    'sees that the lines of %j end in two ways',
    (text) => {
      expect(shapeOf(text).plain).toBe(false);
    },
  );

  test('sees a NUL byte', () => {
    expect(shapeOf('a\n\0').plain).toBe(false);
  });
});
