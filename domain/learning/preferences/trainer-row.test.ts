import { expect, test } from '@jest/globals';
import { trainerRow } from './trainer-row.js';

const PAIR = { prompt: 'Follow or skip?', chosen: 'skip', rejected: 'follow', completion: null, label: null };
const ONE = { prompt: 'Follow or skip?', chosen: null, rejected: null, completion: 'follow', label: false };
const said = (role: string, content: string) => [{ role, content }];

test.each([
  [PAIR, 'trl-dpo', 'standard', { prompt: 'Follow or skip?\n', chosen: 'skip', rejected: 'follow' }],
  [
    PAIR,
    'trl-dpo',
    'conversational',
    {
      prompt: said('user', 'Follow or skip?'),
      chosen: said('assistant', 'skip'),
      rejected: said('assistant', 'follow'),
    },
  ],
  [ONE, 'trl-kto', 'standard', { prompt: 'Follow or skip?\n', completion: 'follow', label: false }],
  [
    ONE,
    'trl-kto',
    'conversational',
    { prompt: said('user', 'Follow or skip?'), completion: said('assistant', 'follow'), label: false },
  ],
] as const)('of %j %s in the style %s takes exactly its keys', (row, format, style, expected) => {
  expect(trainerRow(row, { format, style })).toStrictEqual(expected);
});
