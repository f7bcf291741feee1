import { describe, expect, test } from '@jest/globals';
import type { ToldMatch } from './match-words.js';
import { questionsOf, questionText } from './review-questions.js';

const told = (match_id: string, more: object = {}): ToldMatch => ({
  match_id,
  match_type: 'modify',
  trading_date: '2025-01-06',
  underlying: 'SOFI',
  recommendation_id: 'r1',
  action: 'sell_to_open',
  flags: [],
  modified_fields: ['strike'],
  execution_ids: ['e1'],
  confidence: 0.95,
  advised_right: 'call',
  advised_strike: 15,
  advised_expiration: '2025-01-17',
  advised_premium: 0.4,
  advised_quantity: 1,
  traded_right: 'call',
  traded_strike: 16,
  traded_expiration: '2025-01-17',
  traded_price: 0.3,
  traded_quantity: 1,
  ...more,
});
const idsOf = (questions: ReturnType<typeof questionsOf>) =>
  questions.map(({ about, match }) => `${about} ${String(match['match_id'])}`);

const NOTHING_ALIKE = () => ({ alike: 1, of: 1 });

describe('questionsOf({doubtful, unexplained, lately})', () => {
  test('asks about the least sure and about what has no reason in turn, about none twice, five at most', () => {
    const doubtful = [told('a', { confidence: 0.8 }), told('b', { confidence: 0.6 }), told('c')];
    const unexplained = ['b', 'd', 'e', 'f', 'g'].map((id) => told(id));
    expect(idsOf(questionsOf({ doubtful, unexplained, lately: NOTHING_ALIKE }))).toEqual([
      ...['doubt b', 'doubt a', 'reason d', 'doubt c', 'reason e'],
    ]);
    expect(idsOf(questionsOf({ doubtful: [], unexplained, lately: NOTHING_ALIKE }))).toHaveLength(5);
    expect(questionsOf({ doubtful: [], unexplained: [], lately: NOTHING_ALIKE })).toEqual([]);
  });

  test('asks first for the reason of what the most answers are like', () => {
    const lately = ({ match_id }: ToldMatch) => ({ alike: match_id === 'e' ? 14 : 2, of: 18 });
    const unexplained = ['d', 'e', 'f'].map((id) => told(id));
    expect(questionsOf({ doubtful: [], unexplained, lately })).toMatchObject([
      {
        kind: 'reason',
        why: '14 of 18 openings of the last 13 weeks look like this one.',
        match: { match_id: 'e' },
      },
      { match: { match_id: 'd' } },
      { match: { match_id: 'f' } },
    ]);
  });
});

describe('questionText(question, beside)', () => {
  test.each([
    ['doubt', {}, '6 Jan SOFI: is "sell 16C 17 Jan 0.30" what you did about "sell 15C 17 Jan 0.40"?'],
    [
      'doubt',
      { execution_ids: [], match_type: 'reject' },
      '6 Jan SOFI: was "sell 15C 17 Jan 0.40" left undone?',
    ],
    ['doubt', { recommendation_id: null }, '6 Jan SOFI: did "sell 16C 17 Jan 0.30" answer no advice?'],
    ['reason', {}, '6 Jan SOFI: why "sell 16C 17 Jan 0.30" and not "sell 15C 17 Jan 0.40"?'],
    ['reason', { execution_ids: [], match_type: 'reject' }, '6 Jan SOFI: why not "sell 15C 17 Jan 0.40"?'],
  ] as const)('of a %s, %j', (about, fields, text) => {
    expect(questionText({ about, match: told('a', fields) }, '2025-02-01')).toBe(text);
  });
});
