import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advice } from '../../test/trade-examples.js';
import { adviceWindow } from './advice-window.js';
import { episodesOf, subjectOf, type EpisodeAdvice } from './episode.js';
import { hashId } from '../hash.js';
import { addDays } from '../time/dates.js';
import { newYorkDay } from '../time/calendar.js';

/** Advice of 09:00 New York on a day of January 2025, with what answered it and the lots held when it came. */
function asked(
  day: number,
  fields: object = {},
  answered_at: string | null = null,
  held: readonly string[] = [],
): EpisodeAdvice {
  const id = `r${String(day).padStart(2, '0')}`;
  const sent_at = `2025-01-${String(day).padStart(2, '0')}T14:00:00Z`;
  const one = advice({ recommendation_id: id, sent_at, expiration: '2025-02-21', ...fields });
  const { trading_date, opens, closes } = adviceWindow(one);
  return {
    ...subjectOf(one, trading_date),
    ...{ recommendation_id: one.recommendation_id, trading_date, answered_at, held },
    ...{ window_opens: opens, window_ends: closes },
  };
}

/** The ids of the advice of each episode, episodes by their first advice. */
function groups(given: readonly EpisodeAdvice[]): string[][] {
  const found = new Map<string, string[]>();
  for (const [id, episode] of [...episodesOf(given)].sort(([a], [b]) => (a < b ? -1 : 1)))
    found.set(episode, [...(found.get(episode) ?? []), id]);
  return [...found.values()];
}

const SHARES = { right: null, strike: null, expiration: null };

describe('episodesOf(advice)', () => {
  test('puts into one episode what asks to open on one right day after day, at whatever strike', () => {
    expect(groups([asked(6), asked(7, { strike: 16 }), asked(13, { strike: 17 })])).toEqual([
      ['r06', 'r07', 'r13'],
    ]);
  });

  test.each([
    ['accounts', { account: 'ira' }],
    ['the owner of any account', { account: null }],
    ['rights', { right: 'put' }],
    ['underlyings', { underlying: 'F' }],
    ['sides', { action: 'buy_to_open' }],
    ['purposes', { action: 'wait' }],
  ])('keeps %s apart', (_, other) => {
    expect(groups([asked(6), asked(7, other)])).toEqual([['r06'], ['r07']]);
  });

  test('puts closing and rolling one contract together, and another contract apart', () => {
    const from = { from_strike: 15, from_expiration: '2025-02-21' };
    const roll = { action: 'roll', ...from, strike: 16, expiration: '2025-03-21' };
    const close = { action: 'buy_to_close', strike: 15 };
    expect(groups([asked(6, roll), asked(7, close), asked(8, { ...close, strike: 14 })])).toEqual([
      ['r06', 'r07'],
      ['r08'],
    ]);
  });

  test('keeps holding one contract apart from holding another, and from closing it', () => {
    const hold = { action: 'hold', strike: 15 };
    const other = [asked(7, { ...hold, strike: 16 }), asked(8, { action: 'buy_to_close', strike: 15 })];
    expect(groups([asked(6, hold), ...other, asked(10, hold)])).toEqual([['r06', 'r10'], ['r07'], ['r08']]);
  });

  test('takes a roll of a put into a call for advice on the put', () => {
    const roll = {
      action: 'roll',
      right: 'call',
      from_right: 'put',
      from_strike: 15,
      from_expiration: '2025-02-21',
    };
    const close = { action: 'buy_to_close', strike: 15 };
    expect(groups([asked(6, roll), asked(7, { ...close, right: 'put' }), asked(8, close)])).toEqual([
      ['r06', 'r07'],
      ['r08'],
    ]);
  });

  test('keeps structures of other legs apart where they are closed, and not where they name the legs of a roll', () => {
    const leg = { right: 'call', expiration: '2025-02-21' };
    const legs = (strike: number) => [{ ...leg, action: 'buy_to_close', strike }];
    const whole = { action: 'buy_to_close', right: null, strike: null, expiration: null };
    expect(groups([asked(6, { ...whole, legs: legs(15) }), asked(7, { ...whole, legs: legs(16) })])).toEqual([
      ['r06'],
      ['r07'],
    ]);
    const roll = { action: 'roll', from_strike: 15, from_expiration: '2025-02-21' };
    expect(groups([asked(6, { ...roll, legs: legs(15) }), asked(7, roll)])).toEqual([['r06', 'r07']]);
  });

  test('ends one about a structure when the last of its legs would be gone', () => {
    const leg = (expiration: string) => ({ action: 'sell_to_open', right: 'call', strike: 15, expiration });
    const legs = [leg('2025-01-17'), leg('2025-01-10')];
    const spread = { legs, right: null, strike: null, expiration: null };
    expect(groups([asked(6, spread), asked(17, spread), asked(21, spread)])).toEqual([
      ['r06', 'r17'],
      ['r21'],
    ]);
  });

  test.each([
    [
      'shares sold and sold to close',
      { ...SHARES, action: 'sell' },
      { ...SHARES, action: 'sell_to_close' },
      true,
    ],
    ['shares bought and sold', { ...SHARES, action: 'buy' }, { ...SHARES, action: 'sell' }, false],
    [
      'shares bought and a structure bought to open',
      { ...SHARES, action: 'buy' },
      { ...SHARES, action: 'buy_to_open', legs: [{ action: 'buy_to_open', right: 'call', strike: 15 }] },
      false,
    ],
    ['contracts bought and bought to open', { action: 'buy' }, { action: 'buy_to_open' }, false],
    ['contracts sold and sold to close', { action: 'sell' }, { action: 'sell_to_close' }, false],
    ['a contract bought back and sold', { action: 'buy_to_close' }, { action: 'sell_to_close' }, true],
  ])('%s are one matter: %#', (_, first, second, isOne) => {
    expect(groups([asked(6, first), asked(7, second)])).toHaveLength(isOne ? 1 : 2);
  });

  test('ends one with the trade that answers it: advice sent before the trade is in it, later advice is not', () => {
    const answered = asked(6, {}, '2025-01-07T15:00:00Z');
    const before = asked(7, { strike: 16 });
    const after = asked(8, { strike: 16 });
    expect(groups([answered, before, after])).toEqual([['r06', 'r07'], ['r08']]);
  });

  test('ends one with an answer of a bare date on its day', () => {
    const answered = asked(6, {}, '2025-01-07');
    expect(groups([answered, asked(7, { strike: 16 }), asked(8, { strike: 16 })])).toEqual([
      ['r06', 'r07'],
      ['r08'],
    ]);
  });

  test('takes the same advice again that came after the answer, in the window of what was answered', () => {
    const answered = asked(6, {}, '2025-01-06T15:00:00Z');
    expect(groups([answered, asked(7), asked(8)])).toEqual([['r06', 'r07'], ['r08']]);
    expect(groups([answered, asked(7, { strike: 16 })])).toEqual([['r06'], ['r07']]);
  });

  test('takes it at the instant that this window ends, and not after it', () => {
    const until = (valid_until: string) => asked(6, { valid_until }, '2025-01-06T15:00:00Z');
    expect(groups([until('2025-01-07T14:00:00Z'), asked(7)])).toEqual([['r06', 'r07']]);
    expect(groups([until('2025-01-07T13:59:59Z'), asked(7)])).toEqual([['r06'], ['r07']]);
  });

  test('names an episode for its first advice', () => {
    expect([...new Set(episodesOf([asked(7), asked(6)]).values())]).toEqual([hashId('episode', 'r06')]);
  });

  test('gives each of two answered pieces an episode', () => {
    const first = asked(6, {}, '2025-01-07T15:00:00Z');
    expect(groups([first, asked(7, { strike: 16 }, '2025-01-07T15:05:00Z')])).toEqual([['r06'], ['r07']]);
  });

  test('ends one when what was first asked for would be gone', () => {
    const first = asked(6, { expiration: '2025-01-10' });
    expect(groups([first, asked(10), asked(13)])).toEqual([['r06', 'r10'], ['r13']]);
  });

  test('ends one about shares after twenty sessions', () => {
    const shares = { right: null, strike: null, expiration: null, action: 'buy' };
    const later = (sent_at: string) => asked(31, { ...shares, recommendation_id: sent_at, sent_at });
    expect(groups([asked(2, shares), later('2025-02-03T14:00:00Z'), later('2025-02-04T14:00:00Z')])).toEqual([
      ['2025-02-03T14:00:00Z', 'r02'],
      ['2025-02-04T14:00:00Z'],
    ]);
  });

  describe('of advice on a position', () => {
    const close = { action: 'buy_to_close', strike: 15 };
    const on = (day: number, held: readonly string[], answered_at: string | null = null) =>
      asked(day, close, answered_at, held);

    test('ends one once the position is closed, and begins another with the one that is sold again', () => {
      expect(groups([on(6, ['a']), on(7, ['a']), on(13, ['b']), on(14, ['b'])])).toEqual([
        ['r06', 'r07'],
        ['r13', 'r14'],
      ]);
    });

    test('ends one once the position is closed, where closing it is asked for all the same', () => {
      expect(groups([on(6, ['a']), on(13, []), on(14, []), on(15, ['b'])])).toEqual([
        ['r06'],
        ['r13', 'r14'],
        ['r15'],
      ]);
    });

    test('goes on while any of the lots is open, closed in part or added to', () => {
      expect(groups([on(6, ['a', 'b']), on(7, ['b']), on(13, ['b', 'c']), on(14, ['c'])])).toEqual([
        ['r06', 'r07', 'r13'],
        ['r14'],
      ]);
    });

    test('takes the same advice again after the answer that closed the position, but not after it was sold again', () => {
      const answered = on(6, ['a'], '2025-01-06T15:00:00Z');
      expect(groups([answered, on(7, [])])).toEqual([['r06', 'r07']]);
      expect(groups([answered, on(7, ['b'])])).toEqual([['r06'], ['r07']]);
    });
  });

  test('is the same for any order of the advice, and for what came before when more comes', () => {
    fc.assert(
      fc.property(anyAdvice(), (given) => {
        const all = episodesOf(given);
        expect(episodesOf([...given].reverse())).toEqual(all);
        for (let i = 0; i < given.length; i++)
          for (const [id, episode] of episodesOf(given.slice(0, i))) expect(all.get(id)).toBe(episode);
      }),
    );
  });

  test('comes to the longest stretches in which nothing is after the end', () => {
    fc.assert(
      fc.property(anyAdvice(), (given) => {
        const expected = [...new Set(given.map(({ subject }) => subject))].flatMap((subject) =>
          stretches(given.filter((one) => one.subject === subject)),
        );
        expect(groups(given).sort()).toEqual(expected.map((some) => some.sort()).sort());
      }),
      { numRuns: 500 },
    );
  });
});

/** Advice on two subjects in the order it was sent, some of it answered within the next day. */
function anyAdvice() {
  const one = fc.record({
    day: fc.integer({ min: 2, max: 31 }),
    right: fc.constantFrom('call', 'put'),
    strike: fc.constantFrom(15, 16),
    lives: fc.integer({ min: 0, max: 20 }),
    answered: fc.option(fc.constantFrom('T14:30:00Z', 'T20:00:00Z', ''), { freq: 2 }),
    late: fc.integer({ min: 0, max: 1 }),
    held: fc.subarray(['a', 'b', 'c']),
  });
  return fc.array(one, { maxLength: 14 }).map((list) =>
    list
      .sort((a, b) => a.day - b.day)
      .map(({ day, right, strike, lives, answered, late, held }, i) => {
        const sent = `2025-01-${String(day).padStart(2, '0')}`;
        return asked(
          day,
          {
            ...{ recommendation_id: `r${String(i).padStart(2, '0')}`, right, strike },
            expiration: addDays(sent, lives),
          },
          answered === null ? null : `${addDays(sent, late)}${answered}`,
          held,
        );
      }),
  );
}

/** Plainly: as much advice as can be, then on from there. */
function stretches(given: readonly EpisodeAdvice[]): string[][] {
  if (given.length === 0) return [];
  let length = 1;
  while (length < given.length && isOne(given.slice(0, length + 1))) length++;
  return [
    given.slice(0, length).map(({ recommendation_id }) => recommendation_id),
    ...stretches(given.slice(length)),
  ];
}

/** Whether advice of one subject, as it was sent, is one episode: by its definition, looking at all of it. */
function isOne(given: readonly EpisodeAdvice[]): boolean {
  const [first] = given;
  const answers = given.filter(({ answered_at }) => answered_at !== null);
  if (first === undefined || answers.length > 1) return false;
  if (given.some(({ trading_date }) => trading_date > first.gone_on)) return false;
  const isAbout = ({ held }: EpisodeAdvice) => held.some((lot) => first.held.includes(lot));
  if (given.some((one) => one.held.length > 0 && !isAbout(one))) return false;
  const untilAnswered = given.slice(
    0,
    1 + given.findIndex(({ answered_at }) => answered_at !== null) || given.length,
  );
  if (first.held.length > 0 && !untilAnswered.every(isAbout)) return false;
  const [answer] = answers;
  if (answer === undefined) return true;
  const at = answer.answered_at ?? '';
  return given.slice(given.indexOf(answer)).every((one) => {
    const beforeTrade =
      at.length === 10 ? one.trading_date <= weekdayFrom(at) : one.window_opens <= Date.parse(at);
    const again = one.asked === answer.asked && one.window_opens <= answer.window_ends;
    return one === answer || beforeTrade || again;
  });
}

/** The session of a day of January 2025, which has holidays on the first, the ninth and the twentieth. */
function weekdayFrom(day: string): string {
  const closed = ['2025-01-01', '2025-01-09', '2025-01-20'];
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return weekday % 6 === 0 || closed.includes(day) ? weekdayFrom(addDays(newYorkDay(day), 1)) : day;
}
