import { describe, expect, test } from '@jest/globals';
import * as errors from '../../domain/errors.js';
import { errorOf } from './named-error.js';

describe('errorOf({name, message})', () => {
  test.each(Object.entries(errors).filter(([name]) => name !== 'TradeloopError'))(
    'gives %s as itself',
    (name, Named) => {
      const error = errorOf({ name, message: 'what was wrong' });
      expect(error).toBeInstanceOf(Named);
      expect(error).toMatchObject({ name, message: 'what was wrong' });
    },
  );

  test.each(['TypeError', 'TradeloopError', 'constructor'])(
    'gives %s by its name as a plain error',
    (name) => {
      expect(errorOf({ name, message: 'x is not a function' })).toEqual(
        new Error(`${name}: x is not a function`),
      );
    },
  );
});
