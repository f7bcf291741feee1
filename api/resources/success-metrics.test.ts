import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { textOf } from '../../domain/records/row-text.js';
import type { Row } from '../../store/exports/table-rows.js';
import { divergenceRate } from './divergence-rate.js';
import { successMetrics } from './success-metrics.js';

const LOOP = '/api/v1/strategies/learning';
/** The published weeks of the sample by the month of their Sunday. */
const MONTHS = {
  '2025-07': { from: '2025-07-21', to: '2025-07-27' },
  '2025-08': { from: '2025-07-28', to: '2025-08-03' },
} as const;

interface Month {
  month: string;
  divergence_rate: number | null;
  divergence_chosen: number | null;
  consent_rate: number | null;
  sample_size: number;
  weeks: number;
}

let api: AskedApi;
let matches: Row[];
beforeAll(async () => {
  api = await askedApi({ filled: true });
  ({ rows: matches } = await api.opened.reads.tableRows({ table: 'matches' }));
});
afterAll(() => api.close());

async function months(query = ''): Promise<Month[]> {
  const response = await api.ask('GET', `${LOOP}/analytics/success-metrics?${query}`);
  return (successMetrics.answer.parse(await response.json()) as { months: Month[] }).months;
}

/** Counted by hand from the exported matches. */
function counted(month: keyof typeof MONTHS, isCounted: (row: Row) => boolean = () => true) {
  const { from, to } = MONTHS[month];
  const own = matches.filter(
    (row) =>
      textOf(row['trading_date']) >= from &&
      textOf(row['trading_date']) <= to &&
      row['excluded'] !== true &&
      isCounted(row),
  );
  const count = (type: string) => own.filter(({ match_type }) => match_type === type).length;
  const [consent, diverged] = [count('consent'), count('modify') + count('reject')];
  const percent = (part: number) =>
    consent + diverged === 0 ? null : Math.round((1_000 * part) / (consent + diverged)) / 10;
  return {
    ...{ month, sample_size: consent + diverged },
    ...{ consent_rate: percent(consent), divergence_rate: percent(diverged) },
  };
}

describe('GET analytics/success-metrics', () => {
  test('gives months with published weeks, the oldest first: rates of consent, modify and reject', async () => {
    const shown = await months();
    expect(shown).toMatchObject([
      { ...counted('2025-07'), weeks: 1 },
      { ...counted('2025-08'), weeks: 1 },
    ]);
    expect(matches.some(({ match_type, passive }) => match_type === 'consent' && passive === true)).toBe(
      true,
    );
    for (const { divergence_chosen } of shown) expect(divergence_chosen).toBeGreaterThan(0);
    expect(await months('months=1')).toEqual(shown.slice(-1));
  });

  test('has the numbers of divergence-rate', async () => {
    const response = await api.ask('GET', `${LOOP}/analytics/divergence-rate?until=2025-08-03&days=7`);
    const { sample_size, consent_rate, divergence_rate } = divergenceRate.answer.parse(
      await response.json(),
    ) as Month;
    expect((await months())[1]).toMatchObject({ sample_size, consent_rate, divergence_rate });
  });

  test('ends where it is to end, and counts one underlying or account alone', async () => {
    expect(await months('until=2025-07-27')).toMatchObject([counted('2025-07')]);
    expect(await months('until=2020-01-01')).toEqual([]);
    const { underlying } = matches.find(({ match_type }) => match_type === 'modify') ?? {};
    const ofSymbol = (row: Row) => row['underlying'] === underlying;
    const none = { divergence_chosen: null };
    expect(await months(`symbol=${textOf(underlying).toLowerCase()}`)).toMatchObject([
      { ...counted('2025-07', ofSymbol), ...none },
      { ...counted('2025-08', ofSymbol), ...none },
    ]);
    const accounts = new Set(matches.map(({ decision_account, account }) => decision_account ?? account));
    for (const account of accounts)
      expect(await months(`account=${textOf(account)}`)).toMatchObject(
        (['2025-07', '2025-08'] as const).map((month) => ({
          ...counted(month, (row) => (row['decision_account'] ?? row['account']) === account),
          ...none,
        })),
      );
  });

  test('leaves out what lies before the epoch, unless all is asked for', async () => {
    const all = await months();
    const put = await api.ask('PUT', `${LOOP}/epoch-config?min_valid_date=2025-07-30`);
    expect(put.status).toBe(200);
    const later = counted('2025-08', ({ trading_date }) => textOf(trading_date) >= '2025-07-30');
    expect(await months()).toMatchObject([later]);
    expect(later.sample_size).toBeLessThan(counted('2025-08').sample_size);
    expect(await months('respect_epoch=false')).toEqual(all);
  });
});
