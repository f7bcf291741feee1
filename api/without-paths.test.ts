import { expect, test } from '@jest/globals';
import { withoutPaths } from './without-paths.js';

test.each([
  ['no such file: /home/ann/export.csv', 'no such file: export.csv'],
  ['"/srv/loop/learning/gate.json": no policy', '"gate.json": no policy'],
  ['not a file but a folder: /srv/loop/', 'not a file but a folder: loop'],
  [String.raw`C:\Users\ann\x.csv does not read`, 'x.csv does not read'],
  ['(/a/b.csv, /c/d.csv)', '(b.csv, d.csv)'],
  // What is no path stays.
  ...['see docs/formats.md', 'the root /ES', 'calls/puts', '12/31/2025', 'https://example.org/a/b'].map(
    (text) => [text, text],
  ),
])('withoutPaths(%j) is %j', (text, shown) => {
  expect(withoutPaths(text)).toBe(shown);
});
