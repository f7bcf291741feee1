import { describe, expect, test } from '@jest/globals';
import { REASON_CODES } from '../domain/matching/said-codes.js';
import { meantBy, writtenIn } from './reply-meaning.js';

describe('writtenIn(text)', () => {
  test.each([
    ['/week', { command: 'week' }],
    ['/Review@tradeloop_bot', { command: 'review' }],
    ['/undo please', { command: 'undo' }],
    ['/start', { command: 'help' }],
    ['2 gut_feeling', { number: 2, words: 'gut_feeling' }],
    ['2. it felt wrong', { number: 2, words: 'it felt wrong' }],
    ['12', { number: 12, words: '' }],
    ['2nd thoughts', { number: null, words: '2nd thoughts' }],
    [' timing ', { number: null, words: 'timing' }],
  ])('%j', (text, written) => {
    expect(writtenIn(text)).toEqual(written);
  });
});

describe('meantBy(words) to a question for a reason', () => {
  const said = (words: string) => meantBy(words, { about: 'reason', is_pair: false });

  test.each(REASON_CODES)('%s as it is spelled, and in words', (code) => {
    const answer = expect.objectContaining({ say: 'reason', code }) as unknown;
    expect(said(code)).toEqual({ answer, note: null });
    expect(said(code.replaceAll('_', ' ').toUpperCase())).toEqual({ answer, note: null });
    expect(said(String(REASON_CODES.indexOf(code) + 1))).toEqual({ answer, note: null });
  });

  test.each([
    ['gut_feeling, the market looked tired', 'gut_feeling'],
    ['it was a gut feeling', 'gut_feeling'],
    ['premium low and IV low', 'premium_low'],
    ['was it timing or gut feeling?', 'other'],
    ['my broker was down', 'other'],
    ['it was not timing', 'other'],
    ["it wasn't a gut feeling", 'other'],
    ['no earnings concern', 'other'],
    ['no idea', 'other'],
    ['another time', 'other'],
  ])('%j, of which the words are the note', (words, code) => {
    expect(said(words)).toEqual({ answer: expect.objectContaining({ code }) as unknown, note: words });
  });

  test('nothing at all is no answer', () => {
    expect(said('')).toBeUndefined();
  });
});

test.each([
  ['Yes!', true, 'review'],
  ['yes 👍', true, 'review'],
  ['Y', true, 'review'],
  ['no', true, 'unlink'],
  ['2', true, 'unlink'],
  ['No, that was my own idea', true, 'unlink'],
  ['no - another trade', true, 'unlink'],
  ['yes it was', true, 'review'],
  ["yes that's right", true, 'review'],
  ['Yes I did', false, 'review'],
  ["No it wasn't", true, 'unlink'],
  ['no it was not', true, 'unlink'],
  ['no that’s another trade', true, 'unlink'],
  ["no I didn't", true, 'unlink'],
  ['no\nthat was my own idea', true, 'unlink'],
  ['yes\r\nas always', true, 'review'],
  ['no it itches', true, undefined],
  ["no I didn't know", true, undefined],
  ["yes it wasn't", true, undefined],
  ['yes was it?', true, undefined],
  ['yes not sure', true, undefined],
  ['yesterday', true, undefined],
  ['no', false, undefined],
  ['no idea', true, undefined],
  ['no clue, sorry', true, undefined],
  ['n/a', true, undefined],
  ['no?', true, undefined],
  ['2 of them', true, undefined],
  ['1.5', true, undefined],
  ['yes, no, I do not know', true, undefined],
  ['no. wait, yes', true, undefined],
  ['nothing like it', true, undefined],
  ['perhaps', true, undefined],
])('meantBy(%j) to a doubt, of a pair: %j, says %s', (words, is_pair, say) => {
  expect(meantBy(words, { about: 'doubt', is_pair })?.answer.say).toBe(say);
});

test('meantBy of a candidate is no answer: it is decided elsewhere', () => {
  expect(meantBy('implement', { about: 'candidate', is_pair: false })).toBeUndefined();
});
