import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, learningJson, type Json } from './canonical-json.js';

describe('canonicalJson', () => {
  test('sorts keys and prints numbers as the example of RFC 8785 has them (section 3.2.2 and 3.2.3)', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const keys = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };
    expect([...canonicalJson(keys).matchAll(/:(\d)/g)].map(([, digit]) => digit).join('')).toBe('2467153');
  });

  test('says -0 as 0, and reads back as what it was', () => {
    expect(canonicalJson(-0)).toBe('0');
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      }),
    );
  });
});

describe('learningJson', () => {
  test('sorts keys by code point, as Python does; in all else it is the same', () => {
    // The first is U+1F600, whose code units begin with D83D, before FB01.
    expect(learningJson({ '😀': 1, b: [{ z: 1.5, a: null }], ﬁ: 2 })).toBe(
      '{"b":[{"a":null,"z":1.5}],"ﬁ":2,"😀":1}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(learningJson(value as Json)).toBe(canonicalJson(value as Json)),
      ),
    );
  });
});
