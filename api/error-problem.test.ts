import { describe, expect, test } from '@jest/globals';
import * as errors from '../domain/errors.js';
import { Interrupted } from '../store/duckdb/generation.js';
import { problemOf } from './error-problem.js';

/** What a person can do nothing about by asking otherwise: the log has it. */
const FAULTS = ['CrashLoop', 'MissingDependency', 'NotReproducible', 'StoreCorrupt'];

const { TradeloopError: _, ...classes } = errors;

describe('problemOf(error)', () => {
  test('gives a problem for each named error but for those that are faults on purpose', () => {
    const faults = Object.values(classes).filter((Named) => problemOf(new Named('any')) === undefined);
    expect(faults.map(({ name }) => name).sort()).toEqual(FAULTS);
  });

  test('of a read that was ended gives busy', () => {
    expect(problemOf(new Interrupted())).toMatchObject({ slug: 'busy' });
  });

  test('of a file that names no account names the parameter; of a command nothing', () => {
    expect(problemOf(new errors.FileRefused('it names no account: say it with --account'))).toMatchObject({
      ...{ slug: 'refused', detail: 'it names no account: say it with account' },
      more: { errors: [{ name: 'account' }] },
    });
    expect(problemOf(new errors.FileRefused('no known export: see import --suggest'))).toMatchObject({
      ...{ detail: 'no known export: see import --suggest', more: {} },
    });
  });

  test.each([new TypeError('x'), Object.assign(new Error('x'), { name: 'constructor' }), 'x', null])(
    'gives none for %p',
    (error) => {
      expect(problemOf(error)).toBeUndefined();
    },
  );
});
