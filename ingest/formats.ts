import { FileRefused } from '../domain/errors.js';
import { alpaca } from './alpaca/alpaca.js';
import { canonicalCsv } from './canonical/csv.js';
import { canonicalJsonl } from './canonical/jsonl.js';
import { coinbase } from './coinbase/coinbase.js';
import { ColumnsMissing, csvHeadings } from './text/csv-table.js';
import { fidelity } from './fidelity/fidelity.js';
import { freqtrade } from './freqtrade/freqtrade.js';
import { freqtradeDatabase } from './freqtrade/database.js';
import { freqtradeFeather } from './freqtrade/feather-candles.js';
import { freqtradeJsonCandles } from './freqtrade/json-candles.js';
import { ibkrActivity } from './ibkr/activity.js';
import { ibkrFlex } from './ibkr/flex.js';
import { ibkrTransactions } from './ibkr/transactions.js';
import { hyperliquid } from './hyperliquid/hyperliquid.js';
import { lean } from './lean/lean.js';
import { headText } from './text/plain-text.js';
import { robinhood } from './robinhood/robinhood.js';
import { schwab } from './schwab/schwab.js';
import { schwabJson } from './schwab/schwab-json.js';
import type { SourceFormat } from './source-format.js';
import { tastytrade } from './tastytrade/tastytrade.js';
import { thinkorswim } from './thinkorswim/thinkorswim.js';
import { yahooDaily } from './yahoo-daily/yahoo-daily.js';

/** The formats that are read record by record; the more particular first. */
export const formats: readonly SourceFormat[] = [
  canonicalJsonl,
  canonicalCsv,
  ibkrFlex,
  ibkrTransactions,
  ibkrActivity,
  robinhood,
  tastytrade,
  fidelity,
  schwab,
  schwabJson,
  thinkorswim,
  hyperliquid,
  alpaca,
  coinbase,
  freqtrade,
  freqtradeDatabase,
  freqtradeFeather,
  freqtradeJsonCandles,
  yahooDaily,
  lean,
];

const BINARY: readonly SourceFormat[] = [lean, freqtradeFeather, freqtradeDatabase];

const LEAST_SURE = 0.7;

const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive or an Excel workbook; save the sheet as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook; save the sheet as CSV'],
  [
    [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
    "an Arrow (feather) file that has not the columns of freqtrade's candles; write what it holds in Parquet or CSV",
  ],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document; ask the broker for CSV'],
  [[0x1f, 0x8b], 'a gzip archive in another; unpack it first'],
];

/**
 * The format of a file by its first bytes (up to 64 KiB). Throws {@link FileRefused} with what was seen instead:
 * nothing, binary data, a web page, a header that no format has and what it lacks to be that of the nearest.
 */
export function detectFormat(head: Uint8Array, fileName: string): SourceFormat {
  // These are no texts: only their own formats may look at them.
  const binary = BINARY.find((format) => format.detect(head, fileName) === 1);
  if (binary) return binary;
  refuseKnownStrangers(head);
  const likeliest = formats
    .map((format) => ({ format, sure: format.detect(head, fileName) }))
    .sort((a, b) => b.sure - a.sure);
  const [best] = likeliest;
  if (best && best.sure >= LEAST_SURE) return best.format;
  if (isXml(head)) throw new FileRefused('XML that no known export is');
  const near = lackingOneColumn(
    likeliest.map(({ format }) => format),
    head,
  );
  const seen = near === undefined ? `it begins with ${beginning(head)}` : `the nearest is ${near}`;
  throw new FileRefused(
    `no known export: ${seen}; docs/formats.md lists the known ones, and how to import any other table of trades by a mapping (import --suggest)`,
  );
}

/** What the first of these formats says of a table that begins so and lacks but one of its columns. */
function lackingOneColumn(likeliest: readonly SourceFormat[], head: Uint8Array): string | undefined {
  for (const format of likeliest) {
    const refusal = refusalOf(format, head, 'ANY.csv');
    if (refusal instanceof ColumnsMissing && refusal.missing.length === 1) return refusal.message;
  }
  return undefined;
}

/**
 * With what a format refuses a text that begins so; undefined where its first bytes (up to 64 KiB) are no reason to,
 * and for what is no text.
 */
export function refusalOf(format: SourceFormat, head: Uint8Array, fileName: string): FileRefused | undefined {
  if (BINARY.includes(format)) return undefined;
  try {
    const parser = format.open({ account: 'any' }, fileName);
    parser.push(head);
    Array.from(parser.end());
  } catch (error) {
    if (error instanceof FileRefused) return error;
    throw error;
  }
  return undefined;
}

function refuseKnownStrangers(head: Uint8Array): void {
  const signature = SIGNATURES.find(([bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (signature) throw new FileRefused(`not an export but ${signature[1]}`);
  const text = headText(head).trimStart();
  if (text === '') throw new FileRefused('empty: nothing to import');
  if (/^(<!doctype html|<html|<head|<body)/i.test(text))
    throw new FileRefused('a web page, perhaps a login page saved as CSV; download the export again');
}

function isXml(head: Uint8Array): boolean {
  return /^\ufeff?\s*</.test(headText(head));
}

const MOST_TOLD = 12;

/** The headings of what looks like a table, else the first words. */
function beginning(head: Uint8Array): string {
  const text = headText(head.subarray(0, 400)).trim();
  const headings = /^[[{]/.test(text) ? [] : csvHeadings(head).filter((heading) => heading !== '');
  const seen = headings.length > 1 ? headings.slice(0, MOST_TOLD) : [text];
  const more = headings.length > MOST_TOLD ? ` and ${headings.length - MOST_TOLD} more` : '';
  return seen.map((one) => JSON.stringify(one.slice(0, 40))).join(', ') + more;
}
