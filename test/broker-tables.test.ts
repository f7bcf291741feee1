import { describe, expect, test } from '@jest/globals';
import { toNumber, ZERO } from '../domain/number/decimal.js';
import { tellOutcomes } from '../domain/outcomes/outcomes.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import { amountOf } from '../domain/records/trade-amount.js';
import { mappedTable } from '../ingest/mapping/mapped-table.js';
import { BUNDLED } from '../ingest/mapping/bundled-mappings.js';
import { fittingMapping } from '../ingest/mapping/fitting-mapping.js';
import { parseMapping, type TableMapping } from '../ingest/mapping/mapping.js';
import { withDefaults } from '../ingest/mapping/suggest-defaults.js';
import { suggestMapping } from '../ingest/mapping/suggest-mapping.js';
import { COINS_AND_ABROAD } from './broker-tables/coins-and-abroad.js';
import { OTHERS } from './broker-tables/others.js';
import { SHARES } from './broker-tables/shares.js';
import type { BrokerTable } from './broker-tables/trades.js';
import { parsedText, reasonsIn, recordsIn } from './parsed-file.js';

const TABLES = [...SHARES, ...COINS_AND_ABROAD, ...OTHERS].flatMap((made) =>
  [1, 2, 3].map((seed) => made(seed)),
);

/** How a table came in by what is suggested for it and nothing else. */
interface Played {
  /** What is not as it should be. */
  wrong: string[];
  /** What is said of it: rejects, what is to be filled in, what is assumed. */
  said: string[];
}

function played(
  { text, truth }: BrokerTable,
  mapping: TableMapping = withDefaults(suggestMapping(new TextEncoder().encode(text))),
): Played {
  const parsed = parseMapping(JSON.stringify(mapping));
  if (!parsed.ok) return { wrong: ['not imported'], said: [parsed.problem] };
  const events = parsedText(mappedTable(parsed.mapping), text);
  const notes = events.flatMap((event) => (event.kind === 'note' ? event.reason : []));
  const records = recordsIn(events);
  const cash: Record<string, number> = {};
  const executions: StoredExecution[] = [];
  for (const { dataset, record } of records) {
    if (dataset === 'executions')
      executions.push({ ...record, record_id: String(executions.length).padStart(6, '0') });
    const amount =
      dataset === 'executions' ? amountOf(record) : dataset === 'cash_flows' ? record.amount : ZERO;
    if ('currency' in record) cash[record.currency] = (cash[record.currency] ?? 0) + toNumber(amount);
  }
  const { outcomes } = tellOutcomes(executions, { market: new Map(), knownThrough: '2026-12-31' });
  const pnl: Record<string, number> = {};
  for (const { close_kind, pnl: made, currency } of outcomes)
    if (close_kind !== 'open') pnl[currency] = (pnl[currency] ?? 0) + (made === null ? NaN : toNumber(made));
  const first = executions.map(({ executed_at }) => executed_at).toSorted()[0];
  const near = (a: Record<string, number>, b: Record<string, number>) =>
    Object.keys({ ...a, ...b }).every((name) => Math.abs((a[name] ?? NaN) - (b[name] ?? NaN)) < 0.011);
  const differs = (what: string, wanted: unknown, got: unknown) =>
    `${what} ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`;
  return {
    wrong: [
      ...(executions.length === truth.executions
        ? []
        : [differs('executions', truth.executions, executions.length)]),
      ...(near(truth.cash, cash) ? [] : [differs('cash', truth.cash, cash)]),
      ...(near(truth.pnl, pnl) ? [] : [differs('pnl', truth.pnl, pnl)]),
      ...(first === truth.first ? [] : [differs('first', truth.first, first)]),
    ],
    said: [...reasonsIn(events), ...notes],
  };
}

describe('tables in the shapes of brokers, by what is suggested for them and nothing else,', () => {
  const results = TABLES.map((table) => ({ broker: table.broker, ...played(table) }));

  test('come to their trades, cash and results, or say what is wrong', () => {
    const silent = results.filter(({ wrong, said }) => wrong.length > 0 && said.length === 0);
    expect(silent).toEqual([]);
  });

  test('tie out where they say all that is needed; the others lack a clock or a currency, which is said', () => {
    const others = results.filter(({ wrong }) => wrong.length > 0);
    expect(results.length).toBe(120);
    expect(new Set(others.map(({ broker }) => broker))).toEqual(
      new Set(['Bitstamp', 'Zerodha', 'Portfolio table', 'CommSec', 'MetaTrader', 'Swissquote']),
    );
    for (const { said } of others)
      expect(said.every((one) => one.includes('is assumed: nothing in the table says'))).toBe(true);
  });
});

describe('the bundled mapping of', () => {
  const own = ['E*TRADE', 'Webull', 'Questrade', 'Trading 212', 'Binance', 'Tradovate', 'Bitstamp'];
  test.each(own)('%s is the one that fits its tables, which tie out by it', (broker) => {
    for (const table of TABLES.filter((one) => one.broker === broker)) {
      const named = fittingMapping(new TextEncoder().encode(table.text), BUNDLED);
      expect(named?.name).toBe(broker.toLowerCase().replace(/\W/g, ''));
      expect(played(table, named?.mapping).wrong).toEqual([]);
    }
  });
});
