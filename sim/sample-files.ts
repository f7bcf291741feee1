import { compare } from '../domain/compare.js';
import Papa from 'papaparse';
import { recordJson } from '../domain/records/record-json.js';
import { fieldsOf, type Dataset, type RecordOf } from '../domain/records/records.js';
import { jsonLines } from './records.js';
import { inPlainWords, PREFERENCES } from './preferences.js';
import { playSeason, type Season } from './season.js';
import { TICKERS } from './tickers.js';
import type { AccountTerms } from './broker.js';

const FROM = '2025-06-02';
const TO = '2025-11-21';
const SEED = 20250602;

const ACCOUNTS: readonly AccountTerms[] = [
  {
    account: 'main',
    commission: 0.65,
    deposit: 180_000,
    shares: { AQLO: 300, CNDL: 800, DRFT: 300, EMBR: 500, GLIM: 1000, HRTH: 600, INKW: 400 },
  },
  {
    account: 'ira',
    commission: 0,
    deposit: 120_000,
    shares: { BRVE: 500, DRFT: 200, FJRD: 300, JUNO: 300, LYRE: 1200 },
  },
];

/**
 * The bundled sample by file name: executions and cash flows of each account, the advice, bars, market events, a
 * README.
 */
export function sampleFiles(): Map<string, string> {
  const season = playSeason({
    from: FROM,
    to: TO,
    seed: SEED,
    tickers: TICKERS,
    accounts: ACCOUNTS,
    preferences: PREFERENCES,
  });
  const files = new Map<string, string>();
  for (const { terms, executions, cashFlows } of season.brokers) {
    files.set(`${terms.account}.executions.csv`, csv('executions', executions.toSorted(by('executed_at'))));
    files.set(`${terms.account}.cash_flows.csv`, csv('cash_flows', cashFlows.toSorted(by('at'))));
  }
  files.set('advice.recommendations.jsonl', jsonLines('recommendations', season.recommendations));
  files.set('daily.bars.csv', csv('bars', [...season.market.bars.values()].flat()));
  files.set('calendar.market_events.csv', csv('market_events', season.market.events));
  files.set('README.md', readme(season));
  return files;
}

function by<K extends string>(field: K): (a: Record<K, string>, b: Record<K, string>) => number {
  return (a, b) => compare(a[field], b[field]);
}

/** Canonical CSV with the columns that are ever filled. */
function csv<D extends Dataset>(dataset: D, records: readonly RecordOf[D][]): string {
  const rows = records.map((record) => recordJson(dataset, record));
  const fields = fieldsOf(dataset)
    .map(({ name }) => name)
    .filter((name) => rows.some((row) => row[name] !== undefined));
  return `${Papa.unparse({ fields, data: rows.map((row) => fields.map((name) => row[name])) }, { newline: '\n' })}\n`;
}

function readme({ market, recommendations, brokers }: Season): string {
  const bars = [...market.bars.values()].reduce((count, list) => count + list.length, 0);
  const lines = [
    '# The bundled sample',
    '',
    `Six months that never happened, ${FROM} to ${TO}: a made-up market of a dozen companies, the advice of the reference`,
    'algorithm version v3.3 on what two accounts hold, and what their owner did about it. Written by `npm run sample` from a fixed seed;',
    'nothing in it is anybody’s data, and likenesses to listed companies are chance.',
    '',
    '## What the person does other than advised',
    '',
    'Planted, so that whatever looks for preferences can be checked against the truth:',
    '',
    ...inPlainWords(PREFERENCES).map((sentence) => `- ${sentence}`),
    '',
    'Limit orders near the advised premium do the rest: where the market does not come to them, the advice is not taken. Shares that were',
    'called away are bought again three sessions later.',
    '',
    '## What is in it',
    '',
    '| file | records |',
    '| --- | --- |',
    ...brokers.flatMap(({ terms, executions, cashFlows }) => [
      `| ${terms.account}.executions.csv | ${executions.length}: ${counts(executions)} |`,
      `| ${terms.account}.cash_flows.csv | ${cashFlows.length}: ${counts(cashFlows.map(({ kind }) => ({ action: kind })))} |`,
    ]),
    `| advice.recommendations.jsonl | ${recommendations.length}: ${counts(recommendations)} |`,
    `| daily.bars.csv | ${bars} of ${market.bars.size} symbols |`,
    `| calendar.market_events.csv | ${market.events.length}: ${counts(market.events.map(({ kind }) => ({ action: kind })))} |`,
    '',
  ];
  return lines.join('\n');
}

/** `3 assign, 41 buy_to_close, …`, in alphabetical order. */
function counts(records: readonly { action: string }[]): string {
  const byAction = new Map<string, number>();
  for (const { action } of records) byAction.set(action, (byAction.get(action) ?? 0) + 1);
  return [...byAction]
    .sort(([a], [b]) => compare(a, b))
    .map(([action, count]) => `${count} ${action}`)
    .join(', ');
}
