import { describe, expect, test } from '@jest/globals';
import { V3_3 } from './algorithm-parameters.js';
import { nextVersion, nextVersionName, type Version } from './next-version.js';
import { withoutDefaults } from './parameter-set.js';

const OURS: Version = { algorithm: 'reference', version: 'v3.3', parameters: withoutDefaults(V3_3) };
const THEIRS: Version = { algorithm: 'other', version: 'momentum 7', parameters: {} };

describe('nextVersionName', () => {
  test.each([
    ['v3.3', 'v3.4'],
    ['v3.9', 'v3.10'],
    ['v3.09', 'v3.10'],
    ['2025-07b', '2025-08b'],
    ['momentum', 'momentum-2'],
    ['momentum-2', 'momentum-3'],
    ['v99999999999999999999', 'v100000000000000000000'],
  ])('after %s comes %s', (version, next) => {
    expect(nextVersionName(version, [])).toBe(next);
  });

  test('leaves out those that are taken', () => {
    expect(nextVersionName('v3.3', ['v3.4', 'v3.5'])).toBe('v3.6');
    expect(nextVersionName('momentum', ['momentum-2'])).toBe('momentum-3');
  });
});

describe('nextVersion', () => {
  const higher = (base: string) => ({ base, changes: [{ path: 'strikeSteps', from: null, to: 2 }] });

  test('of the reference algorithm carries its name', () => {
    expect(nextVersion(OURS, higher('v3.3'), ['v3.3'])).toEqual({
      kind: 'made',
      version: {
        ...OURS,
        version: 'v3.4',
        parameters: { ...OURS.parameters, strikeSteps: 2, version: 'v3.4' },
      },
    });
  });

  test('of another is its adjustments alone', () => {
    expect(nextVersion(THEIRS, higher('momentum 7'), [])).toEqual({
      kind: 'made',
      version: { ...THEIRS, version: 'momentum 8', parameters: { strikeSteps: 2 } },
    });
  });

  test('is none by a patch that is stale, or that the parameters may not have', () => {
    const changes = [{ path: 'shiftDays', from: null, to: 7 }];
    expect(nextVersion(OURS, { base: 'v3.3', changes }, [])).toEqual({
      kind: 'refused',
      problems: [{ path: 'shiftDays', value: 7, message: 'no such parameter' }],
    });
    expect(nextVersion(THEIRS, { base: '', changes }, []).kind).toBe('made');
    const stale = [{ path: 'strikeSteps', from: 3, to: 4 }];
    expect(nextVersion(OURS, { base: 'v3.3', changes: stale }, [])).toEqual({
      kind: 'stale',
      changes: [{ ...stale[0], found: null }],
    });
  });
});
