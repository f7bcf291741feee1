import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionsBetween } from '../domain/time/calendar.js';

/**
 * Two weeks of January 2025 in one underlying: shares held, a call advised each Monday, sold as advised or two strikes
 * higher.
 */
export async function writeSmallMarket(
  folder: string,
): Promise<{ executions: string; advice: string; bars: string }> {
  const contract = { underlying: 'XYZ', right: 'call', expiration: '2025-01-17' };
  const executions = [
    { executed_at: '2025-01-02T15:00:00Z', action: 'buy', underlying: 'XYZ', quantity: 200, price: 98 },
    {
      ...contract,
      executed_at: '2025-01-06T15:30:00Z',
      action: 'sell_to_open',
      strike: 105,
      quantity: 1,
      price: 1.2,
    },
    {
      ...contract,
      executed_at: '2025-01-13T15:30:00Z',
      action: 'sell_to_open',
      strike: 107,
      quantity: 1,
      price: 0.4,
    },
  ].map((record) => ({ account: 'main', ...record }));
  const advice = ['2025-01-06', '2025-01-13'].map((day) => ({
    ...contract,
    recommendation_id: `XYZ-${day}`,
    sent_at: `${day}T14:35:00Z`,
    account: 'main',
    action: 'sell_to_open',
    strike: 105,
    quantity: 1,
    premium: 1.2,
  }));
  const bars = sessionsBetween('2024-12-02', '2025-01-31').map((ts, i) => {
    const open = 98 + (i % 5);
    return {
      symbol: 'XYZ',
      interval: '1d',
      ts,
      open,
      high: open + 1,
      low: open - 1,
      close: open,
      volume: 1000,
    };
  });
  await mkdir(folder, { recursive: true });
  return {
    executions: await writeRecords(folder, 'executions', executions),
    advice: await writeRecords(folder, 'recommendations', advice),
    bars: await writeRecords(folder, 'bars', bars),
  };
}

async function writeRecords(folder: string, dataset: string, records: readonly object[]): Promise<string> {
  const path = join(folder, `xyz.${dataset}.jsonl`);
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}
