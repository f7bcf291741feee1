import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import lz4 from 'lz4js';
import { unpackedLz4 } from './lz4-frame.js';

const bytes = (text: string) => new TextEncoder().encode(text);
/** A frame of blocks that do not state their content: version 1, no checksums. */
const frameOf = (...blocks: number[][]) =>
  Uint8Array.from([
    ...[0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0],
    ...blocks.flatMap((block) => [block.length, 0, 0, 0, ...block]),
    ...[0, 0, 0, 0],
  ]);

describe('unpackedLz4(frame, size)', () => {
  test('gives what another program packed', () => {
    const repeating = fc
      .array(fc.tuple(fc.uint8Array({ maxLength: 12 }), fc.nat(60)), { maxLength: 20 })
      .map((pieces) =>
        Uint8Array.from(
          pieces.flatMap(
            ([piece, times]) =>
              Array(times)
                .fill([...piece])
                .flat(2) as number[],
          ),
        ),
      );
    fc.assert(
      fc.property(repeating, (content) => {
        expect(unpackedLz4(Uint8Array.from(lz4.compress(content)), content.length)).toEqual(content);
      }),
    );
  });

  test('repeats what it is just making, and reaches back into the blocks before', () => {
    const first = [0x12, 0x61, 0x01, 0x00, 0x10, 0x62];
    expect(unpackedLz4(frameOf(first), 8)).toEqual(bytes('aaaaaaab'));
    expect(unpackedLz4(frameOf(first, [0x00, 0x08, 0x00, 0x10, 0x63]), 13)).toEqual(bytes('aaaaaaabaaaac'));
  });

  test.each([
    ['another size', frameOf([0x10, 0x61]), 2],
    ['more than the size', frameOf([0x1f, 0x61, 0x01, 0x00, 255, 255, 255, 0, 0x10, 0x62]), 8],
    ['a repetition from before its beginning', frameOf([0x12, 0x61, 0x02, 0x00, 0x10, 0x62]), 8],
    ['a repetition of nothing', frameOf([0x12, 0x61, 0x00, 0x00, 0x10, 0x62]), 8],
    ['a block that breaks off', frameOf([0x30, 0x61]), 3],
    ['a block beyond the end', frameOf([0x10, 0x61]).with(7, 200), 1],
    ['no end', frameOf([0x10, 0x61]).subarray(0, -4), 1],
    ['more behind its end', Uint8Array.from([...frameOf([0x10, 0x61]), 1]), 1],
    ['a dictionary', frameOf([0x10, 0x61]).with(4, 0x41), 1],
    ['another magic number', frameOf([0x10, 0x61]).with(0, 1), 1],
    ['nothing', new Uint8Array(0), 0],
  ])('is undefined for %s', (_, frame, size) => {
    expect(unpackedLz4(frame, size)).toBeUndefined();
  });
});
