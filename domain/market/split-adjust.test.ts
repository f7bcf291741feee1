import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { asTraded, distinctSplits } from './split-adjust.js';

function bar(ts: string, close: string, adjusted: 'none' | 'split' | null = 'split') {
  const price = decimal(close);
  return { ts, open: price, high: price, low: price, close: price, volume: decimal(700), adjusted };
}

// Apple split 7 for 1 on 2014-06-09 and 4 for 1 on 2020-08-31; it closed at 645.57 on 2014-06-06.
const apple = [
  { date: '2020-08-31', ratio: decimal(4) },
  { date: '2014-06-09', ratio: decimal(7) },
];

describe('asTraded', () => {
  test('takes a bar back by every split after its day, and volume the other way', () => {
    const [before, on] = asTraded([bar('2014-06-06', '23.05607'), bar('2014-06-09', '23.425')], apple);
    expect(before).toEqual({ ...bar('2014-06-06', '645.56996', 'none'), volume: decimal(25) });
    expect(on?.close).toBe(decimal('93.7'));
    const [after] = asTraded([bar('2020-08-31', '129.04')], apple);
    expect(after).toEqual(bar('2020-08-31', '129.04', 'none'));
    expect(asTraded([{ ...bar('2014-06-06', '1'), volume: null }], apple)).toMatchObject([{ volume: null }]);
  });

  test('knows the New York day of an intraday bar', () => {
    const [late] = asTraded([bar('2014-06-09T00:30:00Z', '1')], apple);
    expect(late?.close).toBe(decimal(28));
  });

  test('leaves bars that are not split-adjusted as they are', () => {
    const bars = [bar('2014-06-06', '645.57', 'none'), bar('2014-06-06', '645.57', null)];
    expect(asTraded(bars, apple)).toEqual(bars);
  });
});

describe('distinctSplits', () => {
  test('counts a split told twice within five days once, on the day of the first list', () => {
    const event = { date: '2022-07-18', ratio: decimal(20) };
    const broker = [
      { date: '2022-07-15', ratio: decimal(20) },
      { date: '2022-07-19', ratio: decimal(20) },
    ];
    expect(distinctSplits([event], broker)).toEqual([event]);
  });

  test('takes the earlier of two in one list, in whatever order they are told', () => {
    const [friday, tuesday] = [
      { date: '2022-07-15', ratio: decimal(20) },
      { date: '2022-07-19', ratio: decimal(20) },
    ] as const;
    expect(distinctSplits([tuesday, friday])).toEqual([friday]);
  });

  test('counts five days as one split and six as two', () => {
    const on = (date: string) => ({ date, ratio: decimal(20) });
    expect(distinctSplits([on('2022-07-15')], [on('2022-07-20')])).toEqual([on('2022-07-15')]);
    expect(distinctSplits([on('2022-07-15')], [on('2022-07-21')])).toHaveLength(2);
  });

  test('keeps splits of another ratio or another month, by date', () => {
    const [first, second, third] = [
      { date: '2022-07-18', ratio: decimal(20) },
      { date: '2022-07-19', ratio: decimal(2) },
      { date: '2022-09-18', ratio: decimal(20) },
    ] as const;
    expect(distinctSplits([third], [second, first])).toEqual([first, second, third]);
  });
});
