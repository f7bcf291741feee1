import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../number/decimal.js';
import { partsFound, type Fill } from './part-of.js';

let count = 0;
/** `fill(10, 1.5, {…})`: ten at 1.5 each on 2024-01-03. */
function fill(quantity: number, price: number | null, fields: Partial<Fill> = {}): Fill {
  count += 1;
  return {
    id: `f${String(count).padStart(6, '0')}`,
    at: '2024-01-03',
    tradingDate: '2024-01-03',
    orderId: null,
    quantity: decimal(quantity),
    price: price === null ? null : decimal(price),
    amount: null,
    ...fields,
  };
}
const ofSession = (sums: Fill[], fills: Fill[]) => partsFound({ of: 'session', sums, fills });
const ofOrder = (sums: Fill[], fills: Fill[]) => partsFound({ of: 'order', sums, fills });
const ids = (...fills: Fill[]) => fills.map(({ id }) => id);
const at = (clock: string) => ({ at: `2024-01-03T${clock}Z` });

describe('partsFound(): a session', () => {
  test('finds all sums made up by all executions, however those are divided among them', () => {
    const sums = [fill(20, 10), fill(15, 10)];
    expect(ofSession(sums, [fill(10, 10), fill(10, 10), fill(5, 10), fill(10, 10)])).toEqual({
      madeUp: ids(...sums),
      doubtful: [],
    });
  });

  test('takes a mean price for rounded at the fourth place, and no further', () => {
    const parts = [fill(1, 10), fill(2, 10.01)];
    const [right, wrong] = [fill(3, 10.0067), fill(3, 10.0068)];
    expect(ofSession([right], parts).madeUp).toEqual(ids(right));
    expect(ofSession([wrong], parts)).toEqual({ madeUp: [], doubtful: ids(wrong) });
  });

  test('finds the sum that has one way to add up, and leaves the others', () => {
    const [found, beside] = [fill(20, 10), fill(30, 10.5)];
    expect(ofSession([found, beside], [fill(8, 10), fill(12, 10), fill(7, 11)])).toEqual({
      madeUp: ids(found),
      doubtful: ids(beside),
    });
  });

  test('leaves a sum that adds up in two ways, and one that another sum needs the fills of', () => {
    const sum = fill(20, 10);
    expect(ofSession([sum], [fill(10, 10), fill(10, 10), fill(15, 10), fill(5, 10)])).toEqual({
      madeUp: [],
      doubtful: ids(sum),
    });
    const rivals = [fill(20, 10, at('15:00:00')), fill(20, 10, at('15:01:00'))];
    expect(ofSession(rivals, [fill(12, 10), fill(8, 10)])).toEqual({ madeUp: [], doubtful: ids(...rivals) });
  });

  test('has fills of one quantity and price stand for each other: of two like sums one is made up by the fills of one', () => {
    const sums = [fill(20, 10), fill(20, 10)];
    expect(ofSession(sums, [fill(10, 10), fill(10, 10), fill(10, 10)])).toEqual({
      madeUp: ids(sums[0] as Fill),
      doubtful: ids(sums[1] as Fill),
    });
  });

  test('doubts a sum beside a fill of its size that was traded at another price', () => {
    const sum = fill(20, 10);
    expect(ofSession([sum], [fill(20, 11)])).toEqual({ madeUp: [], doubtful: ids(sum) });
    expect(ofSession([sum], [fill(21, 11)])).toEqual({ madeUp: [], doubtful: [] });
  });

  test('doubts no sum on account of fills that make up another', () => {
    const [found, beside] = [fill(20, 10), fill(30, 99)];
    expect(ofSession([found, beside], [fill(8, 10), fill(12, 10)])).toEqual({
      madeUp: ids(found),
      doubtful: [],
    });
    const more = [fill(8, 10), fill(12, 10), fill(25, 11)];
    expect(ofSession([found, beside], more)).toEqual({ madeUp: ids(found), doubtful: ids(beside) });
  });

  test('compares amounts where one price is missing, to a cent a row, and knows nothing without either', () => {
    const paid = (quantity: number, amount: number | null, price: number | null = null) =>
      fill(quantity, price, { amount: amount === null ? null : decimal(amount) });
    const made = (sum: Fill, ...parts: Fill[]) => ofSession([sum], parts).madeUp.length === 1;
    expect(made(paid(20, -200), paid(8, -80, 10), paid(12, -120))).toBe(true);
    expect(made(paid(20, -200), paid(8, -80.03), paid(12, -120))).toBe(true);
    expect(made(paid(20, -200), paid(8, -80.0300000001), paid(12, -120))).toBe(false);
    expect(made(paid(20, -200), paid(8, null, 10), paid(12, -120))).toBe(false);
    expect(made(paid(20, null), paid(8, null), paid(12, null))).toBe(true);
    expect(made(paid(20, null, 10), paid(8, null), paid(12, null))).toBe(false);
  });

  test('wants the time of a sum among the times of its parts, to the minute', () => {
    const parts = [fill(5, 10, at('15:00:00')), fill(5, 10, at('15:10:00'))];
    const sums = ['14:58:59', '14:59:00', '15:11:00', '15:11:01'].map((clock) => fill(10, 10, at(clock)));
    expect(sums.map((sum) => ofSession([sum], parts).madeUp.length)).toEqual([0, 1, 1, 0]);
    expect(ofSession([fill(10, 10)], parts).madeUp).toHaveLength(1);
  });

  test('finds ends of options, which have no money, by their quantity; amounts count where a price is missing', () => {
    const end = fill(3, null);
    expect(ofSession([end], [fill(1, null), fill(2, null)]).madeUp).toEqual(ids(end));
    const parts = [fill(1, null, { amount: decimal(10) }), fill(2, null, { amount: decimal(20) })];
    const sums = [30.03, 30.04].map((amount) => fill(3, null, { amount: decimal(amount) }));
    expect(sums.map((sum) => ofSession([sum], parts).madeUp.length)).toEqual([1, 0]);
  });

  test('leaves an order whose fills name other orders', () => {
    const sum = fill(10, 10, { orderId: 'a' });
    const parts = [fill(5, 10, { orderId: 'b' }), fill(5, 10, { orderId: 'b' })];
    expect(ofSession([sum], parts)).toEqual({ madeUp: [], doubtful: ids(sum) });
    expect(ofSession([sum], [fill(5, 10), fill(5, 10)]).madeUp).toEqual(ids(sum));
  });

  test('doubts nothing where no fill is left that could be a part', () => {
    expect(ofSession([fill(20, 10), fill(7, 10)], [fill(10, 10), fill(10, 10)]).doubtful).toEqual([]);
    expect(ofSession([fill(20, 10)], [fill(21, 10)]).doubtful).toEqual([]);
  });

  test('of ten thousand fills and three thousand sums that they all make up finds all at once', () => {
    const fills = Array.from({ length: 9_000 }, (_, i) => fill(1 + (i % 97), 10, at('15:00:00')));
    const sums = Array.from({ length: 3_000 }, (_, i) =>
      fill(
        Number(fills.slice(3 * i, 3 * i + 3).reduce((n, { quantity }) => n + quantity, 0n) / 10n ** 10n),
        10,
        at('15:00:30'),
      ),
    );
    const before = Date.now();
    expect(ofSession(sums, fills).madeUp).toHaveLength(3_000);
    expect(Date.now() - before).toBeLessThan(1_000);
  });

  test('of ten thousand fills comes to an end, and leaves what it could not say', () => {
    const fills = Array.from({ length: 10_000 }, (_, i) => fill(1 + (i % 97), 10 + (i % 90) / 100));
    const sum = fill(5_000, 10.4);
    const before = Date.now();
    expect(ofSession([sum], fills)).toEqual({ madeUp: [], doubtful: ids(sum) });
    expect(Date.now() - before).toBeLessThan(2_000);
  });
});

describe('partsFound(): a session of which something is left over', () => {
  /** Part of no sum of these tests: larger than all, at another price. So each sum is looked for alone. */
  const other = () => fill(100, 9);
  const madeOf = (sums: Fill[], fills: Fill[]) => ofSession(sums, [...fills, other()]).madeUp;
  const timed = (quantity: number, clock: string, price = 10) => fill(quantity, price, at(clock));

  test('finds a sum that is one execution, and one whose parts have others of a size in between', () => {
    const [one, two] = [fill(20, 10), fill(20, 10)];
    expect(madeOf([one], [fill(20, 10)])).toEqual(ids(one));
    expect(madeOf([two], [fill(12, 10), fill(10, 11), fill(8, 10)])).toEqual(ids(two));
  });

  test('takes fills of one size for different ones where their prices are, or the amounts where no price is', () => {
    const sum = fill(10, 10);
    expect(madeOf([sum], [fill(10, 11), fill(10, 10)])).toEqual(ids(sum));
    const paid = (amount: number) => fill(10, null, { amount: decimal(amount) });
    const unpriced = paid(-100);
    expect(madeOf([unpriced], [paid(-150), paid(-100)])).toEqual(ids(unpriced));
  });

  test('makes up a sum that names no order of fills that do, and one that does of fills that do not', () => {
    const [ofAny, ofOne] = [fill(10, 10), fill(10, 10, { orderId: 'a' })];
    const named = { orderId: 'b' };
    expect(madeOf([ofAny], [fill(5, 10, named), fill(5, 10, named)])).toEqual(ids(ofAny));
    expect(madeOf([ofOne], [fill(5, 10, named), fill(5, 10), fill(5, 10)])).toEqual(ids(ofOne));
  });

  test('finds two sums that share fills of which there are enough, and neither where there are too few', () => {
    const sums = [fill(15, 10), fill(17, 10)];
    const singles = [fill(5, 10), fill(7, 10)];
    expect(madeOf(sums, [fill(10, 10), fill(10, 10), ...singles])).toEqual(ids(...sums));
    expect(madeOf(sums, [fill(10, 10), ...singles])).toEqual([]);
    // Two of ten want both tens, and the fifteen one of them.
    const three = [fill(10, 10), fill(10, 10), fill(15, 10)];
    expect(madeOf(three, [fill(10, 10), fill(10, 10), fill(5, 10)])).toEqual([]);
  });

  test('leaves a sum of which it takes too long to say whether it adds up another way', () => {
    const sum = fill(20, 10);
    const ones = (count: number) => Array.from({ length: count }, (_, i) => fill(1, 20 + i));
    expect(madeOf([sum], [fill(20, 10), ...ones(20)])).toEqual(ids(sum));
    expect(madeOf([sum], [fill(20, 10), ...ones(60)])).toEqual([]);
  });

  test('comes to an end where many fills add up to nothing that is sought', () => {
    const twos = Array.from({ length: 60 }, (_, i) => fill(2, 20 + i));
    expect(madeOf([fill(61, 10)], twos)).toEqual([]);
  });

  test('looks among a thousand kinds of fills, no more', () => {
    const sum = fill(20, 10);
    const kinds = (count: number) => Array.from({ length: count }, (_, i) => fill(30, 20 + i));
    // With the other one that is always there.
    expect(madeOf([sum], [fill(20, 10), ...kinds(998)])).toEqual(ids(sum));
    expect(madeOf([sum], [fill(20, 10), ...kinds(999)])).toEqual([]);
  });

  test('gives sums up sooner the more kinds of fills there are', () => {
    const others = Array.from({ length: 600 }, (_, i) => fill(30, 20 + i));
    const found = (count: number) => {
      const prices = Array.from({ length: count }, (_, i) => 10 + i);
      const each = () => prices.map((price) => fill(20, price));
      return madeOf(each(), [...each(), ...others]).length;
    };
    expect(found(10)).toBe(10);
    expect(found(200)).toBeLessThan(200);
  });

  test('gives sums up sooner the more fills come near them', () => {
    const others = Array.from({ length: 6 }, (_, i) => fill(100, 20 + i));
    const found = (count: number) => {
      const sums = Array.from({ length: count }, (_, i) => fill(400, 10, at(`15:00:${10 + i}`)));
      const ones = Array.from({ length: 400 * count }, () => fill(1, 10));
      return madeOf(sums, [...ones, ...others]).length;
    };
    expect(found(5)).toBe(5);
    expect(found(15)).toBeLessThan(15);
  });

  test('adds up no end of options to more than is sought', () => {
    const end = (quantity: number) => fill(quantity, null);
    const sum = end(3);
    expect(madeOf([sum], [end(3), end(2), end(2), end(2)])).toEqual(ids(sum));
  });

  test('names the sums it found by id, like ones apart', () => {
    const sums = [fill(20, 10), fill(6, 11), fill(20, 10)];
    expect(madeOf(sums, [fill(20, 10), fill(20, 10), fill(6, 11)])).toEqual(ids(...sums));
  });

  test('has used up all fills of what it found: they make no other sum doubtful', () => {
    const beside = fill(30, 99);
    const doubtfulBeside = (sums: Fill[], fills: Fill[]) =>
      ofSession([...sums, beside], [...fills, other()]).doubtful;
    expect(doubtfulBeside([fill(20, 10)], [fill(10, 10), fill(10, 10)])).toEqual([]);
    const shared = [fill(10, 10), fill(10, 10), fill(5, 10), fill(7, 10)];
    expect(doubtfulBeside([fill(15, 10), fill(17, 10)], shared)).toEqual([]);
  });

  test('wants the time of a sum that is one execution at that of the execution, of several among theirs', () => {
    const found = (sum: Fill, ...fills: Fill[]) => madeOf([sum], fills).length === 1;
    expect(found(timed(10, '15:30:00'), timed(10, '15:00:00'), timed(10, '16:00:00'))).toBe(false);
    expect(found(timed(10, '16:00:00'), timed(10, '15:00:00'), timed(10, '16:00:00'))).toBe(true);
    expect(found(timed(10, '15:30:00'), timed(5, '15:00:00'), timed(5, '16:00:00'))).toBe(true);
    expect(found(timed(10, '16:30:00'), timed(5, '15:00:00'), timed(5, '16:00:00'))).toBe(false);
    // Not among those of fills that are no parts of it.
    const parts = [timed(12, '15:00:00'), timed(10, '18:00:00', 11), timed(8, '15:01:00')];
    expect(found(timed(20, '17:30:00'), ...parts)).toBe(false);
    expect(found(timed(20, '15:01:30'), ...parts)).toBe(true);
  });
});

describe('partsFound(): a session that all executions make up', () => {
  const named = (orderId: string | null) => (quantity: number) => fill(quantity, 10, { orderId });
  const [ofA, ofB, ofNone] = [named('a'), named('b'), named(null)];

  test('counts as a whole unless orders are named on either side', () => {
    const made = (sums: Fill[], fills: Fill[]) => ofSession(sums, fills).madeUp.length;
    // 20 could be 10 and 10 or 10 and twice 5: looked for alone, neither would be found.
    expect(made([ofNone(20), ofNone(10)], [10, 10, 5, 5].map(ofNone))).toBe(2);
    expect(made([ofA(20), ofA(10)], [10, 10, 5, 5].map(ofNone))).toBe(2);
    expect(made([ofNone(20), ofNone(10)], [10, 10, 5, 5].map(ofB))).toBe(2);
    // The fill of another order is no part of the twenty, which the others make up.
    expect(made([ofA(20), ofNone(10)], [ofB(10), ofNone(10), ofNone(5), ofNone(5)])).toBe(1);
    expect(made([ofNone(20), ofA(10)], [ofNone(10), ofB(10), ofNone(5), ofNone(5)])).toBe(0);
  });

  test('does not where the time of one sum is not among theirs, nor where quantities differ and there is no money', () => {
    const [first, last] = [fill(5, 10, at('15:00:00')), fill(5, 10, at('18:00:00'))];
    const parts = [fill(5, 10, at('15:00:00')), fill(5, 10, at('15:10:00'))];
    expect(ofSession([first, last], parts).madeUp).toEqual(ids(first));
    expect(ofSession([fill(3, null)], [fill(1, null)]).madeUp).toEqual([]);
  });

  test('at whatever time, where only the day of a part is known', () => {
    const sum = fill(10, 10, at('15:00:00'));
    expect(ofSession([sum], [fill(4, 10), fill(6, 10, at('18:00:00'))]).madeUp).toEqual(ids(sum));
  });

  test('to half of the fourth place of the price exactly, to the minute exactly', () => {
    const made = (sum: Fill, ...parts: Fill[]) => ofSession([sum], parts).madeUp.length === 1;
    expect(made(fill(2, 10.0001), fill(1, 10), fill(1, 10.0001))).toBe(true);
    expect(made(fill(2, 10.0001), fill(1, 10), fill(1, 10.0000999998))).toBe(false);
    const parts = [fill(5, 10, at('15:00:00')), fill(5, 10, at('15:10:00'))];
    expect(made(fill(10, 10, at('15:11:00.001')), ...parts)).toBe(false);
  });

  test('not by amounts of which one is missing, whatever the others come to', () => {
    const paid = (quantity: number, amount: number | null, price: number | null = null) =>
      fill(quantity, price, { amount: amount === null ? null : decimal(amount) });
    expect(ofSession([paid(20, -120)], [paid(8, null, 10), paid(12, -120)]).madeUp).toEqual([]);
  });
});

describe('partsFound(): an order', () => {
  const other = { tradingDate: '2024-01-04', at: '2024-01-04' };

  test('is made up by its fills of several sessions together, and by nothing less', () => {
    const sum = fill(20, 10);
    expect(ofOrder([sum], [fill(10, 10), fill(10, 10, other)]).madeUp).toEqual(ids(sum));
    expect(ofOrder([sum], [fill(10, 10)])).toEqual({ madeUp: [], doubtful: ids(sum) });
  });

  test('is made up by one fill that is all of it, and not by some of its fills', () => {
    const [one, some] = [fill(20, 10), fill(20, 10)];
    expect(ofOrder([one], [fill(20, 10)]).madeUp).toEqual(ids(one));
    expect(ofOrder([some], [fill(8, 10), fill(12, 10), fill(7, 10)]).madeUp).toEqual([]);
  });

  test('of three sessions of which two were divided another way is made up all the same', () => {
    const third = { tradingDate: '2024-01-05', at: '2024-01-05' };
    const sums = [fill(5, 10), fill(20, 10, other), fill(10, 10, third)];
    const fills = [fill(5, 10), fill(10, 10, other), fill(20, 10, third)];
    expect(ofOrder(sums, fills).madeUp).toEqual(ids(...sums));
  });

  test('in a sum a session is made up session by session, where the fills of one are missing', () => {
    const sums = [fill(20, 10), fill(15, 10, other)];
    expect(ofOrder(sums, [fill(10, 10, other), fill(5, 10, other)])).toEqual({
      madeUp: ids(sums[1] as Fill),
      doubtful: [],
    });
  });
});

test('partsFound(): says the same in any order of the input, and makes up no more than the fills come to', () => {
  const some = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(10, 10.01)), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(some, some, fc.array(fc.nat(), { minLength: 16, maxLength: 16 }), (sums, fills, keys) => {
      const given = { sums: sums.map((each) => fill(...each)), fills: fills.map((each) => fill(...each)) };
      const shuffled = (all: Fill[]) =>
        all
          .map((each, i) => ({ each, key: keys[i] as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
      const found = ofSession(given.sums, given.fills);
      expect(ofSession(shuffled(given.sums), shuffled(given.fills))).toEqual(found);
      const total = (all: Fill[]) => all.reduce((n, { quantity }) => n + quantity, 0n);
      const made = given.sums.filter(({ id }) => found.madeUp.includes(id));
      expect(total(made) <= total(given.fills)).toBe(true);
    }),
  );
});
