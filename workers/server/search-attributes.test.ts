import { describe, expect, test } from '@jest/globals';
import { MissingDependency } from '../../domain/errors.js';
import { registerSearchAttributes } from './search-attributes.js';

const CLUSTER = { address: 'temporal.example:7233', namespace: 'trading' };
const ALL = { Step: 2, TradingDate: 2, TradingFrom: 2, TradingTo: 2, Week: 2, Account: 7 };

/** A cluster that has these attributes, and what was registered there. */
function cluster(
  customAttributes: Record<string, number>,
  refuses: Partial<Record<'list' | 'add', Error>> = {},
) {
  const added: object[] = [];
  const operatorService = {
    listSearchAttributes: () =>
      refuses.list ? Promise.reject(refuses.list) : Promise.resolve({ customAttributes }),
    addSearchAttributes: (request: object) => {
      added.push(request);
      return refuses.add ? Promise.reject(refuses.add) : Promise.resolve({});
    },
  };
  return { added, register: () => registerSearchAttributes({ operatorService } as never, CLUSTER) };
}

/** As gRPC says no. */
const denied = () =>
  Object.assign(new Error('7 PERMISSION_DENIED: not yours'), { code: 7, details: 'not yours', metadata: {} });

describe('registerSearchAttributes', () => {
  test('adds those that are not there, and nothing where all are', async () => {
    const some = cluster({ Step: 2, TradingDate: 2 });
    await some.register();
    const { Step: _, TradingDate: __, ...searchAttributes } = ALL;
    expect(some.added).toEqual([{ namespace: 'trading', searchAttributes }]);
    const all = cluster(ALL);
    await all.register();
    expect(all.added).toEqual([]);
  });

  test('may not: says which are missing and the command that registers them', async () => {
    const some = cluster({ Step: 2, TradingDate: 2, TradingFrom: 2, TradingTo: 2 }, { add: denied() });
    await expect(some.register()).rejects.toThrow(MissingDependency);
    await expect(some.register()).rejects.toThrow(
      'namespace "trading" at temporal.example:7233 needs the search attributes Week (Keyword), Account (KeywordList), and tradeloop may not ' +
        'register them (not yours). Whoever may runs: temporal operator search-attribute create --address temporal.example:7233 ' +
        '--namespace trading --name Week --type Keyword --name Account --type KeywordList',
    );
  });

  test('may not even look: says all that is needed', async () => {
    const { register } = cluster({}, { list: denied() });
    await expect(register()).rejects.toThrow(
      /tradeloop may not see which it has .* --name Step --type Keyword /,
    );
  });

  test('one of these names is something else there: says which', async () => {
    const { register, added } = cluster({ ...ALL, Account: 3 });
    await expect(register()).rejects.toThrow('it should have Account (KeywordList)');
    expect(added).toEqual([]);
  });

  test('another fault stays what it is', async () => {
    const { register } = cluster({}, { list: new Error('lost') });
    await expect(register()).rejects.toThrow('lost');
  });
});
