import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';

const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

async function ask(method: string, path: string): Promise<Record<string, unknown>> {
  return (await (await api.ask(method, `${LOOP}/${path}`)).json()) as Record<string, unknown>;
}

const total = async (query = '') => (await ask('GET', `matches?${query}`))['total'] as number;

test('an epoch leaves out what lies before it, in lists and rates, and erases nothing', async () => {
  const { current: algorithm_version } = await ask('GET', 'algorithm/versions');
  expect(algorithm_version).toEqual(expect.any(String));
  const before = { min_valid_date: null, set_by: null, algorithm_version };
  expect(await ask('GET', 'epoch-config')).toMatchObject(before);
  expect(await ask('GET', 'data-health')).toMatchObject({ epoch: { algorithm_version } });
  const all = await total();
  expect(await ask('PUT', 'epoch-config?min_valid_date=2025-07-01')).toMatchObject({
    min_valid_date: '2025-07-01',
    set_by: 'admin',
    algorithm_version,
  });
  const since = await total('start_date=2025-07-01');
  expect(since).toBeLessThan(all);
  expect(await total()).toBe(since);
  expect(await total('respect_epoch=false')).toBe(all);
  expect(await ask('GET', 'analytics/divergence-rate?days=3660')).toMatchObject({
    effective_start_date: '2025-07-01',
    epoch_start: '2025-07-01',
  });
  expect(await ask('PUT', 'epoch-config')).toMatchObject({ min_valid_date: null });
  expect(await total()).toBe(all);
});

test('DELETE clear-old-matches and clear-matches begin one, and say what is left out from now on', async () => {
  const all = await total('include_excluded=true');
  const old = await total('include_excluded=true&end_date=2025-06-30');
  expect(await ask('DELETE', 'clear-old-matches?before_date=2025-07-01')).toMatchObject({
    ...{ status: 'success', deleted: { matches: old }, remaining: all - old },
    epoch: { min_valid_date: '2025-07-01' },
  });
  expect(await ask('DELETE', 'clear-old-matches?before_date=2025-06-01')).toMatchObject({
    ...{ deleted: { matches: 0 }, epoch: { min_valid_date: '2025-07-01' } },
  });
  expect(await ask('DELETE', 'clear-matches')).toMatchObject({ deleted: { matches: all - old } });
  expect(await total()).toBe(0);
  expect(await total('respect_epoch=false&include_excluded=true')).toBe(all);
  await ask('PUT', 'epoch-config');
});
