import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../../domain/errors.js';
import { jsonElements, jsonObject, jsonObjectsIn, textOf, type JsonElement } from './json-elements.js';
import { LONGEST_RECORD } from './plain-text.js';

function split(chunks: readonly Uint8Array[]): JsonElement[] {
  const elements = jsonElements();
  return [...chunks.flatMap((chunk) => elements.push(chunk)), ...elements.end()];
}

const bytes = (text: string) => new TextEncoder().encode(text);
const records = (text: string) => split([bytes(text)]).map(({ line, raw }) => [line, raw]);

describe('jsonElements()', () => {
  test.each([
    ['[]', []],
    ['', []],
    [
      '[1, "a]", null]',
      [
        [1, '1'],
        [1, '"a]"'],
        [1, 'null'],
      ],
    ],
    [
      '[\n{"a":"}\\""},\n\n{"b":[{}]}\n]\n',
      [
        [2, '{"a":"}\\""}'],
        [4, '{"b":[{}]}'],
      ],
    ],
    [
      '{"a":1}\n{"b":2}',
      [
        [1, '{"a":1}'],
        [2, '{"b":2}'],
      ],
    ],
    [
      '{\n "a": 1\n}\n{"b":2}\n',
      [
        [1, '{\n "a": 1\n}'],
        [4, '{"b":2}'],
      ],
    ],
    [
      '[{"a":1}]\n[{"b":2}]',
      [
        [1, '{"a":1}'],
        [2, '{"b":2}'],
      ],
    ],
    [
      '[[1,2],[3]]',
      [
        [1, '[1,2]'],
        [1, '[3]'],
      ],
    ],
    [
      '\ufeff[{}] x',
      [
        [1, '{}'],
        [1, 'x'],
      ],
    ],
  ])('%j is %j', (text, expected) => {
    expect(records(text)).toEqual(expected);
  });

  test('gives the same records wherever the bytes are cut', () => {
    const file = fc
      .tuple(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 }),
        fc.constantFrom<[before: string, between: string, after: string]>(
          ['[', ',', ']'],
          ['[\n  ', ' ,\r\n  ', '\r\n]\r\n'],
          ['', '\n', ''],
          ['[', ']\n[', ']'],
        ),
      )
      .map(([values, [before, between, after]]) => {
        const inLines = before === '';
        const kept = inLines ? values.filter((value) => !Array.isArray(value)) : values;
        const space = inLines ? undefined : 1;
        return {
          values: kept,
          text: before + kept.map((value) => JSON.stringify(value, null, space)).join(between) + after,
        };
      });
    fc.assert(
      fc.property(file, fc.array(fc.nat(400), { maxLength: 8 }), ({ values, text }, cuts) => {
        const all = bytes(text);
        const places = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const chunks = places.slice(1).map((to, i) => all.subarray(places[i], to));
        const cut = split(chunks);
        expect(cut.map(({ raw }) => JSON.parse(raw) as unknown)).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value)) as unknown),
        );
        expect(cut).toEqual(split([all]));
        expect(split([...all].map((byte) => Uint8Array.of(byte)))).toEqual(cut);
      }),
    );
  });

  test.each([
    ['cut off', '[{"a":1},{"b"'],
    ['cut off', '[{"a":1},'],
    ['cut off', '{"a":1}\n{"b'],
    ['NUL', '[{"a":"\u0000"}]'],
    ['longer than', `["${'x'.repeat(LONGEST_RECORD)}"]`],
  ])('refuses a file for what it is: %s', (what, text) => {
    expect(() => records(text)).toThrow(FileRefused);
    expect(() => records(text)).toThrow(what);
  });

  test('holds no more than the record it is in', () => {
    const elements = jsonElements();
    const record = bytes(`{"a":"${'x'.repeat(1_000)}"},`);
    elements.push(bytes('['));
    let count = 0;
    for (let i = 0; i < 20_000; i++) count += elements.push(record).length;
    expect(count).toBe(20_000);
    expect([...elements.push(bytes(']')), ...elements.end()]).toEqual([]);
  });
});

test('jsonObject(raw) is undefined for what is no object', () => {
  expect(['{"a":1}', '[1]', '1', '{a}'].map(jsonObject)).toEqual([{ a: 1 }, undefined, undefined, undefined]);
});

test('jsonObjectsIn(head) are the objects that are whole in it', () => {
  expect(jsonObjectsIn(bytes('[{"a":1},2,{"b":2},{"c'))).toEqual([{ a: 1 }, { b: 2 }]);
  expect(jsonObjectsIn(bytes('a,b\n{"a":1}\n'))).toEqual([]);
});

test('textOf(value) is a text for texts and numbers', () => {
  expect([' a ', 1.5, 1e-7, 540560505431791, true, null, {}].map(textOf)).toEqual([
    'a',
    '1.5',
    '0.0000001',
    '540560505431791',
    '',
    '',
    '',
  ]);
});
