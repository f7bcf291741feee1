import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../number/decimal.js';
import type { PriceRecord } from './seen-price.js';
import { isOffScale, linesOf, offScale, offScaleLine, withHowTo } from './share-count.js';

type Range = readonly [low: number, high: number];

function fill(day: string, price: number, [low, high]: Range = [98, 102]): PriceRecord {
  return { day, low, high, source: 'trade', kind: 'share', price };
}

function advised(day: string, price: number, [low, high]: Range = [98, 102]): PriceRecord {
  return { day, low, high, source: 'advice', kind: 'share', price };
}

function sold(
  day: string,
  right: 'call' | 'put',
  [strike, price]: Range,
  bar: Range = [98, 102],
): PriceRecord {
  const expiration = '2024-12-20';
  return {
    day,
    low: bar[0],
    high: bar[1],
    source: 'trade',
    kind: 'premium',
    right,
    strike,
    expiration,
    price,
  };
}

const split = (date: string, ratio: number) => ({ date, ratio: decimal(ratio) });
const days = (records: readonly PriceRecord[], splits = [] as ReturnType<typeof split>[]) =>
  offScale(records, splits).map(({ from, until, ratio }) => [from, until, ratio]);

describe('offScale(records, splits)', () => {
  test('is nothing where trades fit, also outside of hours and at other venues', () => {
    expect(days([fill('2024-03-01', 100), fill('2024-03-04', 110), fill('2024-03-05', 90)])).toEqual([]);
    expect(days([])).toEqual([]);
  });

  test('goes from the first bar to the next trade that fits, with the ratio', () => {
    const trades = [fill('2024-03-01', 2000), fill('2024-03-04', 2010), fill('2024-06-10', 101)];
    expect(days(trades)).toEqual([[null, '2024-06-10', 'about 20 for 1']]);
  });

  test('ends at the next known split, and has no end where nothing shows it', () => {
    const trades = [fill('2024-03-01', 2000), fill('2024-09-10', 101)];
    expect(days(trades, [split('2024-02-01', 3), split('2024-06-10', 2)])).toEqual([
      [null, '2024-06-10', 'about 20 for 1'],
    ]);
    expect(days([fill('2024-03-01', 10)])).toEqual([[null, null, 'about 1 for 10']]);
  });

  test('ends at the trade that fits where that comes before the next known split, the first of several', () => {
    const trades = [fill('2024-03-01', 2000), fill('2024-05-10', 101)];
    const splits = [split('2024-08-01', 3), split('2024-06-10', 2)];
    expect(days(trades, splits)).toEqual([[null, '2024-05-10', 'about 20 for 1']]);
    expect(days(trades.slice(0, 1), splits)).toEqual([[null, '2024-06-10', 'about 20 for 1']]);
  });

  test('tells the last day of a stretch that does not fit, and several stretches the oldest first', () => {
    const trades = [fill('2024-03-01', 2000), fill('2024-03-04', 2010), fill('2024-06-10', 101)];
    expect(offScale(trades, [])).toMatchObject([{ misfit: '2024-03-04' }]);
    expect(days([...trades, fill('2024-09-02', 50), fill('2024-09-03', 51)])).toEqual([
      [null, '2024-06-10', 'about 20 for 1'],
      ['2024-06-11', null, 'about 1 for 2'],
    ]);
    expect(days(trades.slice(0, 1), [split('2024-03-01', 2)])).toEqual([[null, null, 'about 20 for 1']]);
  });

  test('takes the median of prices that agree, and of bounds what any of them allows', () => {
    const prices = [190, 210, 200].map((price, at) => fill(`2024-03-0${at + 4}`, price));
    expect(days(prices)).toEqual([[null, null, 'about 2 for 1']]);
    const puts = [sold('2024-03-01', 'put', [3300, 200]), sold('2024-03-04', 'put', [3300, 600])];
    expect(days(puts)).toEqual([[null, null, 'at least 26 for 1']]);
    const calls = [sold('2024-03-01', 'call', [5, 0.25]), sold('2024-03-04', 'call', [5, 1])];
    expect(days(calls)).toEqual([[null, null, 'at least 1 for 16']]);
  });

  test('takes a wide bar for a bound: what lies not far below it fits', () => {
    const wide: Range = [80, 130];
    expect(days([fill('2024-03-01', 57, wide), fill('2024-03-04', 57, wide)])).toEqual([]);
    expect(days([fill('2024-03-01', 50, wide), fill('2024-03-04', 50, wide)])).toHaveLength(1);
  });

  test('ends at a price that fits, though it would agree with the factor as well', () => {
    expect(days([fill('2024-03-01', 125), fill('2024-03-04', 113)])).toEqual([
      [null, '2024-03-04', 'about 5 for 4'],
    ]);
  });

  test('goes on past an option that speaks against an earlier factor only', () => {
    const trades = [
      fill('2024-03-01', 2000),
      fill('2024-03-04', 200),
      sold('2024-03-05', 'call', [900, 100]),
    ];
    expect(days(trades)).toEqual([[null, null, 'about 2 for 1']]);
  });

  test('is the same for any order of the records', () => {
    const trades = [
      ...[fill('2024-03-01', 2000), fill('2024-03-04', 2010), fill('2024-06-10', 101)],
      ...[advised('2024-02-01', 1990), sold('2024-03-08', 'put', [3300, 200])],
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(trades, { minLength: trades.length }), (shuffled) => {
        expect(offScale(shuffled, [])).toEqual(offScale(trades, []));
      }),
    );
  });

  test('is shown by an option that no price near the bar allows', () => {
    expect(days([sold('2024-03-01', 'put', [3300, 200])])).toEqual([[null, null, 'at least 30 for 1']]);
    expect(days([sold('2024-03-01', 'call', [5, 0.25])])).toEqual([[null, null, 'at least 1 for 19']]);
  });

  test('goes past what leaves room for the factor, to what leaves none', () => {
    const put = sold('2024-03-01', 'put', [3300, 200]);
    // A call far out of the money would allow both; one at the bar's price only the bar.
    const calls = [sold('2024-03-04', 'call', [3500, 30]), sold('2024-06-10', 'call', [105, 2])];
    expect(days([put, ...calls])).toEqual([[null, '2024-06-10', 'at least 30 for 1']]);
  });

  test('is shown by one trade where nothing before it fits and shares are split by that factor, else by two days', () => {
    expect(days([fill('2024-03-01', 170)])).toEqual([]);
    for (const second of [fill('2024-03-04', 172), advised('2024-03-04', 172)])
      expect(days([fill('2024-03-01', 170), second])).toEqual([[null, null, 'about 1.7 for 1']]);
    expect(days([fill('2024-03-01', 170), fill('2024-03-04', 2000)])).toEqual([
      [null, null, 'about 20 for 1'],
    ]);
  });

  test('is not shown by a single trade after one that fits: that is an error', () => {
    expect(days([fill('2024-03-01', 100), fill('2024-03-04', 2000), fill('2024-03-05', 100)])).toEqual([]);
    expect(days([fill('2024-03-01', 100), fill('2024-03-04', 2000)])).toEqual([]);
  });

  test('begins after the last trade that fits, or with the known split after it, where two days say so', () => {
    const trades = [fill('2024-03-01', 100), fill('2024-04-01', 50), fill('2024-04-02', 51)];
    expect(days(trades)).toEqual([['2024-03-02', null, 'about 1 for 2']]);
    expect(days(trades, [split('2024-03-15', 2)])).toEqual([['2024-03-15', null, 'about 1 for 2']]);
    expect(days([fill('2024-03-01', 100), fill('2024-04-01', 50), fill('2024-04-02', 300)])).toEqual([]);
    expect(days([...trades, fill('2024-04-03', 300)])).toEqual([['2024-03-02', null, 'about 3 for 1']]);
    const [first, ...others] = trades;
    expect(days([first as PriceRecord, fill('2024-03-20', 300), ...others])).toEqual([
      ['2024-03-02', null, 'about 1 for 2'],
    ]);
    expect(days([fill('2024-02-01', 100), ...trades])).toEqual([['2024-03-02', null, 'about 1 for 2']]);
    const begins = (...dates: string[]) =>
      days(
        trades,
        dates.map((date) => split(date, 2)),
      )[0]?.[0];
    expect(begins('2024-03-20', '2024-03-15')).toBe('2024-03-15');
    expect([begins('2024-03-01'), begins('2024-04-01')]).toEqual(['2024-03-02', '2024-04-01']);
  });

  test('tells the factor of the last of several splits that are missing', () => {
    const trades = [fill('2020-03-02', 1500), fill('2021-03-01', 300), fill('2022-03-01', 303)];
    expect(days(trades)).toEqual([[null, null, 'about 3 for 1']]);
  });

  test('believes a fill that fits over another of its day that does not', () => {
    expect(days([fill('2024-03-01', 1000), fill('2024-03-01', 100)])).toEqual([]);
  });

  test('hears advice only until the first trade fits, and never as a trade that fits', () => {
    expect(days([advised('2024-03-01', 2000)])).toEqual([[null, null, 'about 20 for 1']]);
    expect(days([fill('2024-03-01', 100), advised('2024-03-04', 5), advised('2024-03-05', 5)])).toEqual([]);
    expect(days([fill('2024-03-01', 2000), advised('2024-03-04', 100)])).toEqual([
      [null, null, 'about 20 for 1'],
    ]);
  });

  test('hears advice after an option that would fit at many prices', () => {
    const call = sold('2024-02-01', 'call', [105, 2]);
    expect(days([call, advised('2024-03-04', 5), advised('2024-03-05', 5)])).toEqual([
      [null, null, 'about 1 for 20'],
    ]);
  });

  test('takes advice for no proof where an option before it speaks against', () => {
    const call = sold('2024-02-01', 'call', [105, 2]);
    expect(days([call, advised('2024-03-04', 2000), advised('2024-03-05', 2000)])).toEqual([]);
  });

  test('takes of options of a day what all of them allow, and of contradicting ones the last', () => {
    const puts = [sold('2024-03-01', 'put', [3300, 200]), sold('2024-03-01', 'put', [3300, 100])];
    expect(days(puts)).toEqual([[null, null, 'at least 31 for 1']]);
    expect(days(puts.toReversed())).toEqual([[null, null, 'at least 31 for 1']]);
    const call = sold('2024-03-01', 'call', [5, 0.25]);
    expect(days([...puts, call])).toEqual([[null, null, 'at least 1 for 19']]);
  });

  test('ends at the known split, whatever advice after it says, once a trade has fit', () => {
    const trades = [fill('2024-03-01', 100), fill('2024-04-01', 50), fill('2024-04-02', 51)];
    expect(days([...trades, advised('2024-06-03', 50)], [split('2024-05-01', 2)])).toEqual([
      ['2024-03-02', '2024-05-01', 'about 1 for 2'],
    ]);
  });

  test('is shown by the least that shares are split by, in a price; a bound has to be further off', () => {
    expect(days([fill('2024-03-01', 125)])).toEqual([[null, null, 'about 5 for 4']]);
    expect(days([sold('2024-03-01', 'put', [145, 1])])).toEqual([]);
    expect(days([sold('2024-03-01', 'put', [165, 1])])).toEqual([[null, null, 'at least 1.6 for 1']]);
  });

  test('hears a premium that takes an unlikely volatility until the first trade fits', () => {
    const call = { ...sold('2024-03-01', 'call', [3500, 100], [148, 152]), expiration: '2024-03-28' };
    expect(days([call])).toEqual([[null, null, 'at least 3.2 for 1']]);
    expect(days([fill('2024-02-01', 150, [148, 152]), call, { ...call, day: '2024-03-04' }])).toEqual([]);
  });

  test('names the known split that the bars were made before', () => {
    const [stretch] = offScale([fill('2024-03-01', 5)], [split('2024-06-10', 20)]);
    expect(stretch).toMatchObject({ until: '2024-06-10', uncarried: '2024-06-10' });
    const twice = [split('2024-01-10', 20), split('2024-06-10', 4), split('2024-09-10', 5)];
    expect(offScale([fill('2024-03-01', 5)], twice)[0]?.uncarried).toBe('2024-09-10');
    expect(offScale([fill('2024-03-01', 25)], twice)[0]?.uncarried).toBe('2024-06-10');
    expect(offScale([fill('2024-03-01', 10)], twice)[0]?.uncarried).toBeNull();
  });

  const day = fc
    .integer({ min: 0, max: 700 })
    .map((n) => new Date(Date.UTC(2022, 0, 3 + n)).toISOString().slice(0, 10));
  /** Trades on different days, at most so far from the middle of the day's bar. */
  const history = (off: number) =>
    fc.uniqueArray(
      fc.record({
        day,
        price: fc.double({ min: 20, max: 500, noNaN: true }),
        within: fc.double({ min: 1 - off, max: 1 + off, noNaN: true }),
      }),
      { minLength: 1, maxLength: 12, selector: (trade) => trade.day },
    );
  const bars = (
    trades: readonly { day: string; price: number; within: number }[],
    factor: (day: string) => number,
  ) =>
    trades.map(({ day, price, within }) => {
      const bar = price / factor(day);
      return fill(day, price * within, [bar * 0.98, bar * 1.02]);
    });

  test('of trades that fit, one of them at any price, leaves all days of the others on scale', () => {
    fc.assert(
      fc.property(
        history(0.1),
        fc.nat(),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        (trades, at, wrong) => {
          const records = bars(trades, () => 1);
          const bad = at % records.length;
          const changed = records.map((one, i): PriceRecord =>
            i === bad ? fill(one.day, wrong, [one.low, one.high]) : one,
          );
          const stretches = offScale(changed, []);
          const others = records.filter((_, i) => i !== bad).map(({ day }) => day);
          expect(others.filter((one) => isOffScale(stretches, one))).toEqual([]);
        },
      ),
    );
  });

  test('of a split that the data lacks has every trade before it off scale, and none after it', () => {
    fc.assert(
      fc.property(history(0.02), day, fc.constantFrom(2, 3, 4, 20, 0.1, 0.05, 0.5), (trades, date, ratio) => {
        const stretches = offScale(
          bars(trades, (day) => (day < date ? ratio : 1)),
          [],
        );
        const off = trades.map(({ day }) => day).filter((day) => isOffScale(stretches, day));
        expect(off.sort()).toEqual(
          trades
            .map(({ day }) => day)
            .filter((day) => day < date)
            .sort(),
        );
        expect(trades.filter(({ day }) => day < date).length > 0).toBe(isOffScale(stretches, '2000-01-03'));
      }),
    );
  });
});

describe('offScale(records, splits): new shares for one old', () => {
  test.each([
    [2000, 20],
    [10, 0.1],
    [149, 1.5],
    [80, 0.8],
    [33, 0.333333],
    [170, 1.7],
  ])('of shares that cost %d beside a bar at 100 are %d', (price, shares) => {
    const twice = [fill('2024-03-01', price), fill('2024-03-04', price)];
    expect(offScale(twice, [])[0]?.shares).toBe(shares);
  });

  test('are null where only a bound is known', () => {
    expect(offScale([sold('2024-03-01', 'put', [3300, 200])], [])[0]?.shares).toBeNull();
  });
});

describe('withHowTo(lines)', () => {
  test('says once, below them, what to do with the records in them', () => {
    const [line, ...others] = withHowTo(['a {1}', 'b', 'c {2}']).slice(3);
    expect([line?.slice(0, 9), others]).toEqual(['put the {', []]);
    expect(withHowTo(['A: a {1}', 'B: again', 'A: c {2}', 'C: d {3}'])).toEqual([
      'B: again',
      expect.stringMatching(/^bars of 2 symbols are on another share count .* put these with the true date/),
      ...['  {1}', '  {2}', '  {3}'],
    ]);
    expect(withHowTo(['a {1}', 'b']).slice(0, 2)).toEqual(['a {1}', 'b']);
    expect([withHowTo(['b']), withHowTo([])]).toEqual([['b'], []]);
  });
});

describe('isOffScale(stretches, from, to)', () => {
  const known = { misfit: '2024-02-08', ratio: null, shares: null, uncarried: null };
  const stretch = { ...known, from: '2024-02-05', until: '2024-02-09' };

  test.each([
    ['2024-02-04', '2024-02-04', false],
    ['2024-02-05', '2024-02-05', true],
    ['2024-02-08', '2024-02-08', true],
    ['2024-02-09', '2024-02-09', false],
    ['2024-02-01', '2024-02-04', false],
    ['2024-02-01', '2024-02-05', true],
    ['2024-02-08', '2024-02-20', true],
    ['2024-02-09', '2024-02-20', false],
  ])('of the days from %s to %s is %s', (from, to, is) => {
    expect(isOffScale([stretch], from, to)).toBe(is);
  });

  test('is true of all days where nothing shows an end', () => {
    expect(isOffScale([{ ...known, from: null, until: null }], '2024-02-01')).toBe(true);
    expect(isOffScale([], '2024-02-01')).toBe(false);
  });
});

describe('linesOf(stretches)', () => {
  test('has one for each stretch of each symbol', () => {
    const stretch = {
      from: null,
      until: null,
      misfit: '2022-04-18',
      ratio: null,
      shares: null,
      uncarried: null,
    };
    const lines = linesOf(
      new Map([
        ['A', [stretch, stretch]],
        ['B', [stretch]],
      ]),
    );
    expect(lines.map((line) => line.slice(0, 2))).toEqual(['A:', 'A:', 'B:']);
  });
});

describe('offScaleLine(symbol, stretch)', () => {
  const stretch = {
    from: null,
    until: null,
    misfit: '2022-04-18',
    ratio: 'about 20 for 1',
    shares: 20,
    uncarried: null,
  };

  test('says which bars, by how much, and what would mend it', () => {
    expect(offScaleLine('AMZN', { ...stretch, until: '2022-06-06' })).toBe(
      'AMZN: bars up to 2022-04-18 are on another share count than the trades (about 20 for 1): ' +
        'import its split, dated after 2022-04-18, at the latest 2022-06-06: ' +
        '{"underlying":"AMZN","kind":"split","date":"2022-04-19","ratio":20}',
    );
    expect(offScaleLine('AMZN', { ...stretch, from: '2022-01-03', ratio: null, shares: null })).toBe(
      'AMZN: bars from 2022-01-03 up to 2022-04-18 are on another share count than the trades: ' +
        'import its split, dated after 2022-04-18: ' +
        '{"underlying":"AMZN","kind":"split","date":"2022-04-19","ratio":"RATIO"}',
    );
  });

  test('asks for newer bars where a known split is what puts them off', () => {
    expect(offScaleLine('AMZN', { ...stretch, uncarried: '2022-06-06' })).toBe(
      'AMZN: bars up to 2022-04-18 were made before the split of 2022-06-06: import them again',
    );
  });
});
