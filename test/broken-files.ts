import fc from 'fast-check';

const ODD = [
  '"',
  ',',
  '\n',
  '\r',
  '\r\n',
  '""',
  '\ufeff',
  '\u0000',
  '-',
  '0',
  '9'.repeat(40),
  '1e400',
  '$',
  '(',
  '=1+1',
  '{',
];

/** One of these texts with some places cut out, doubled or filled with what files have that nobody expects. */
export function brokenText(samples: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(8_000),
    length: fc.nat(40),
    put: fc.oneof(fc.constantFrom(...ODD), fc.string({ maxLength: 5 })),
    twice: fc.boolean(),
  });
  return fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 6 })).map(([text, changes]) =>
    changes.reduce((changed, { at, length, put, twice }) => {
      const from = at % (changed.length + 1);
      const cut = changed.slice(from, from + length);
      return changed.slice(0, from) + put + (twice ? cut + cut : '') + changed.slice(from + length);
    }, text),
  );
}

/** The same for a file that is no text. */
export function brokenBytes(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .array(fc.tuple(fc.nat(file.length - 1), fc.uint8Array({ maxLength: 8 }), fc.nat(8)), { maxLength: 4 })
    .map((changes) =>
      changes.reduce((bytes, [at, put, length]) => {
        const rest = bytes.subarray(at + length);
        return Uint8Array.from([...bytes.subarray(0, at), ...put, ...rest]);
      }, file),
    );
}
