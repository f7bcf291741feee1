import { describe, expect, test } from '@jest/globals';
import { convertedInstrument } from './converted-instrument.js';
import { decimal } from './decimal.js';

const put = {
  root: 'OLD',
  underlying: 'OLD',
  right: 'put' as const,
  strike: decimal(22),
  expiration: '2021-09-17',
  multiplier: decimal(100),
};
const unchanged = { to_underlying: null, to_strike: null, to_multiplier: null };

describe('convertedInstrument(held, conversion)', () => {
  test('renames underlying and root together, and changes what is said', () => {
    expect(
      convertedInstrument(put, { to_underlying: 'NEW', to_strike: decimal(11), to_multiplier: decimal(200) }),
    ).toEqual({ ...put, underlying: 'NEW', root: 'NEW', strike: decimal(11), multiplier: decimal(200) });
  });

  test('leaves a root of its own as it is', () => {
    const weekly = { ...put, root: 'OLDW' };
    expect(convertedInstrument(weekly, { ...unchanged, to_underlying: 'NEW' })).toEqual({
      ...weekly,
      underlying: 'NEW',
    });
  });

  test('takes the root that the record says besides', () => {
    expect(convertedInstrument(put, { ...unchanged, extra: '{"to_root":"OLD1"}' })).toEqual({
      ...put,
      root: 'OLD1',
    });
    expect(convertedInstrument(put, { ...unchanged, extra: '{"mood":1}' })).toEqual(put);
  });
});
