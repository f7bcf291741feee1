import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { impliedVolatility, normalCdf, optionDelta, optionPrice, type OptionTerms } from './black-scholes.js';

function terms(given: Partial<OptionTerms>): OptionTerms {
  return { right: 'call', spot: 100, strike: 100, years: 0.5, rate: 0, ...given };
}

// Hull, Options, Futures and Other Derivatives, 9th edition: example 15.6, table 19.2 (Greeks), section 15.11 (implied
// volatility). Haug, The Complete Guide to Option Pricing Formulas, 2nd edition: section 1.1.1.
describe('optionPrice', () => {
  test("gives Hull's 4.76 for the call and 0.81 for the put", () => {
    const hull = terms({ spot: 42, strike: 40, rate: 0.1 });
    expect(optionPrice(hull, 0.2)).toBeCloseTo(4.76, 2);
    expect(optionPrice({ ...hull, right: 'put' }, 0.2)).toBeCloseTo(0.81, 2);
  });

  test("gives Haug's 2.1334", () => {
    expect(optionPrice(terms({ spot: 60, strike: 65, years: 0.25, rate: 0.08 }), 0.3)).toBeCloseTo(2.1334, 4);
  });

  test('is the intrinsic value at expiration and without volatility', () => {
    expect(optionPrice(terms({ spot: 103, years: 0 }), 0.4)).toBe(3);
    expect(optionPrice(terms({ right: 'put', spot: 103, years: -1 }), 0.4)).toBe(0);
    expect(optionPrice(terms({ right: 'put', spot: 97 }), 0)).toBe(3);
    expect(optionPrice(terms({ right: 'put', spot: 103 }), 0)).toBe(0);
    // At the money nothing is left to divide by.
    expect(optionPrice(terms({}), 0)).toBe(0);
    expect(optionPrice(terms({ years: 0 }), 0.4)).toBe(0);
  });

  test('keeps put-call parity', () => {
    fc.assert(
      fc.property(anyOption(), fc.double({ min: 0.05, max: 2, noNaN: true }), (option, volatility) => {
        const call = optionPrice({ ...option, right: 'call' }, volatility);
        const put = optionPrice({ ...option, right: 'put' }, volatility);
        const forward = option.spot - option.strike * Math.exp(-option.rate * option.years);
        expect(call - put).toBeCloseTo(forward, 8);
      }),
    );
  });
});

describe('optionDelta', () => {
  test("gives Hull's 0.522, and one less for the put", () => {
    const hull = terms({ spot: 49, strike: 50, years: 0.3846, rate: 0.05 });
    expect(optionDelta(hull, 0.2)).toBeCloseTo(0.522, 3);
    expect(optionDelta({ ...hull, right: 'put' }, 0.2)).toBeCloseTo(0.522 - 1, 3);
  });

  test('is a whole share or none at expiration', () => {
    expect(optionDelta(terms({ spot: 101, years: 0 }), 0.2)).toBe(1);
    expect(optionDelta(terms({ spot: 99, years: 0 }), 0.2)).toBe(0);
    expect(optionDelta(terms({ right: 'put', spot: 99, years: 0 }), 0.2)).toBe(-1);
    expect(optionDelta(terms({ years: 0 }), 0.2)).toBe(0);
    for (const years of [0, -1]) expect(optionDelta(terms({ spot: 97, years, rate: 0.05 }), 0.2)).toBe(0);
    expect(optionDelta(terms({ spot: 103, years: -1, rate: 0.05 }), 0.2)).toBe(1);
  });

  test('is a whole share or none without volatility, by the strike as it is worth today', () => {
    expect(optionDelta(terms({ spot: 99, years: 1, rate: 0.05 }), 0)).toBe(1);
    expect(optionDelta(terms({ spot: 95, years: 1, rate: 0.05 }), 0)).toBe(0);
    expect(optionDelta(terms({}), 0)).toBe(0);
  });
});

describe('impliedVolatility', () => {
  test("gives Hull's 23.5 % for a call at 1.875", () => {
    const hull = terms({ spot: 21, strike: 20, years: 0.25, rate: 0.1 });
    expect(impliedVolatility([{ option: hull, sign: 1 }], 1.875)).toBeCloseTo(0.235, 3);
  });

  test('prices back to what it was made from', () => {
    fc.assert(
      fc.property(anyOption(), fc.double({ min: 0.05, max: 3, noNaN: true }), (option, volatility) => {
        const price = optionPrice(option, volatility);
        fc.pre(price > optionPrice(option, 0) + 0.05);
        const implied = impliedVolatility([{ option, sign: 1 }], price);
        expect(optionPrice(option, implied as number)).toBeCloseTo(price, 5);
      }),
    );
  });

  test('is undefined where no volatility explains the price, and for an expired contract', () => {
    const implied = (given: Partial<OptionTerms>, price: number) =>
      impliedVolatility([{ option: terms(given), sign: 1 }], price);
    expect(implied({ spot: 110 }, 9.5)).toBeUndefined();
    expect(implied({ spot: 110 }, 111)).toBeUndefined();
    expect(implied({ years: 0 }, 1)).toBeUndefined();
    expect(implied({}, Number.NaN)).toBeUndefined();
  });

  test('is undefined at the ends of its range, and beyond them', () => {
    const implied = (price: number) => impliedVolatility([{ option: terms({ spot: 110 }), sign: 1 }], price);
    const worth = (volatility: number) => optionPrice(terms({ spot: 110 }), volatility);
    expect(implied(10)).toBeUndefined();
    expect(implied(worth(10))).toBeUndefined();
    expect(implied(worth(10) + 1e-5)).toBeUndefined();
    expect(implied(worth(9.5))).toBeCloseTo(9.5, 3);
  });

  test('finds the one of a package, also where its worth falls with it', () => {
    const [near, far] = [terms({ years: 0.05 }), terms({ years: 0.5 })];
    const credit = optionPrice(near, 0.3) - optionPrice(far, 0.3);
    const legs = [
      { option: near, sign: 1 },
      { option: far, sign: -1 },
    ];
    expect(impliedVolatility(legs, credit)).toBeCloseTo(0.3, 6);
  });
});

describe('normalCdf', () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.1.
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [1.96, 0.97500210485178],
    [-3, 0.00134989803163],
    [-5, 2.866515718791939e-7],
  ])('of %d is %d', (x, probability) => {
    expect(normalCdf(x) / probability).toBeCloseTo(1, 10);
  });

  // Half the complementary error function of x/√2, by the C library.
  test.each([
    [-7.2, 3.0106279811174455e-13],
    [-8, 6.220960574271819e-16],
    [-20, 2.7536241186063314e-89],
    [-37, 5.725571222524576e-300],
  ])('of %d, far out, is %d to seven digits', (x, probability) => {
    expect(normalCdf(x) / probability).toBeCloseTo(1, 7);
    expect(normalCdf(-x)).toBe(1 - normalCdf(x));
  });
});

test('normalCdf is nothing or all beyond what a double holds', () => {
  expect([-40, -1e200, -Infinity].map(normalCdf)).toEqual([0, 0, 0]);
  expect([40, 1e200, Infinity].map(normalCdf)).toEqual([1, 1, 1]);
});

function anyOption() {
  return fc.record({
    right: fc.constantFrom('call' as const, 'put' as const),
    spot: fc.double({ min: 5, max: 500, noNaN: true }),
    strike: fc.double({ min: 5, max: 500, noNaN: true }),
    years: fc.double({ min: 0.01, max: 2, noNaN: true }),
    rate: fc.double({ min: 0, max: 0.08, noNaN: true }),
  });
}
