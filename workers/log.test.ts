import { expect, test } from '@jest/globals';
import { shownBy } from './log.js';

test('shownBy(stream) passes lines of a log on with nothing in their texts that a terminal acts on', () => {
  const lines: string[] = [];
  const stream = shownBy({ write: (line) => lines.push(line) });
  stream.write(`${JSON.stringify({ msg: 'a\u001b[2J\nb', err: { stack: 'x\u009b' }, pid: 1 })}\n`);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { msg: 'a\\u001b[2J\nb', err: { stack: 'x\\u009b' }, pid: 1 },
  ]);
});
