import { expect, test } from '@jest/globals';
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { formats } from '../ingest/formats.js';
import { sharedData } from './shared-data.js';

const LEAST_SURE = 0.7;
const folder = sharedData('');

/** The files that are each format's own, the refused ones of a venue too, which it names better than anybody else. */
const OWN: Readonly<Record<string, RegExp>> = {
  thinkorswim: /^thinkorswim-small\/.*\.csv$/,
  hyperliquid: /\/hyperliquid_.*\.json$/,
  coinbase: /\/coinbase_fills\.json$/,
  alpaca: /^$/,
  'lean-zip': /^lean-options-2014\/.*(\.zip|(factor_files|map_files|universes).*\.csv)$/,
  'freqtrade-backtest': /\/backtest-result.*\.json$/,
  'schwab-json': /^schwab\/.*\.json$/,
  'freqtrade-sqlite': /^$/,
  'freqtrade-feather': /^freqtrade-testdata\/(?!.*([-_]trades|_BTC-8m)\.feather$).*\.feather$/i,
  'freqtrade-json-candles': /^freqtrade-testdata\/.*_BTC-1m\.json$/,
};

function headOf(path: string): Uint8Array {
  const head = new Uint8Array(65_536);
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

(folder === undefined ? test.skip : test)('these formats know all their own files and no others', () => {
  const files = readdirSync(folder ?? '', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice((folder ?? '').length)
        .replace(/^\/+/, ''),
    );
  for (const [name, own] of Object.entries(OWN)) {
    const format = formats.find((each) => each.name === name);
    const known = files.filter(
      (file) => (format?.detect(headOf(join(folder ?? '', file)), file) ?? 0) >= LEAST_SURE,
    );
    expect([name, known.sort()]).toEqual([name, files.filter((file) => own.test(file)).sort()]);
  }
});
