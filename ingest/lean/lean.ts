import { decimal, divide, formatDecimal, parseDecimal } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { headText } from '../text/plain-text.js';
import { leanEntry, type LeanEntry } from './entry.js';
import { newYorkInstant } from './time.js';
import type { Parsed, Parser, SourceFormat } from '../source-format.js';
import { textLines, type TextLine } from '../text/text-lines.js';
import { zipEntries, type ZipPiece } from '../text/zip-entries.js';

/**
 * QuantConnect Lean's archives of US shares and options: bars of shares by the day, hour and minute, quotes and trades
 * of options. Prices are ten-thousandths, times New York's. A row counts by its place among the rows of all entries.
 */
export const lean: SourceFormat = {
  name: 'lean-zip',
  needsAccount: false,
  detect(head) {
    if (isZip(head)) return isLeanArchive(head) ? 1 : 0;
    return refusedText(head) === undefined ? 0 : 0.9;
  },
  open: () => leanParser(),
};

function isZip(head: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, at) => head[at] === byte);
}

const ROW = /^(\d{8} \d\d:\d\d|\d{1,8})(,\d*(\.\d+)?){1,10}\s*$/;

/** By the name and the first row of the first entry: a name alone may be anybody's. */
function isLeanArchive(head: Uint8Array): boolean {
  try {
    const [first] = zipEntries().push(head);
    if (first === undefined) return false;
    if (/_(trade|quote|openinterest)(_|\.csv$)/i.test(first.name)) return true;
    const [row = ''] = new TextDecoder().decode(first.data).split('\n');
    return first.name.endsWith('.csv') && ROW.test(row);
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const name = new TextDecoder().decode(head.subarray(30, 130));
    return /^[a-z0-9._-]+_(trade|quote|openinterest)(_|\.csv)/i.test(name);
  }
}

/** Lean's files beside the prices, by their first row. */
function refusedText(head: Uint8Array): string | undefined {
  const [row = ''] = headText(head.subarray(0, 400)).split(/\r?\n/);
  if (/^\d{8},\d+(\.\d+)?,\d+(\.\d+)?,\d+(\.\d+)?$/.test(row))
    return 'Lean factors of splits and dividends: the prices are as they were traded, and splits come as market events';
  if (/^\d{8},[a-z0-9.]+(,[A-Z])?$/.test(row)) return "Lean's map of a symbol's names: import the prices";
  if (/^#(expiry|symbol_id),/.test(row))
    return 'a Lean universe, a list of contracts: import the trades and quotes';
  return undefined;
}

function leanParser(): Parser {
  const zip = zipEntries();
  let entry: { name: string; told: LeanEntry; lines: ReturnType<typeof textLines> } | undefined;
  let begun = false;
  let row = 0;

  function take({ name, data, last }: ZipPiece): Parsed[] {
    if (name.endsWith('/')) return [];
    const present = (entry ??= {
      name,
      told: leanEntry(name.slice(name.lastIndexOf('/') + 1)),
      lines: textLines(),
    });
    const lines = [...present.lines.push(data), ...(last ? present.lines.end() : [])];
    if (last) entry = undefined;
    return lines.flatMap(({ text }) => readRow(present.told, { line: ++row, text: text.trim() }, name));
  }

  return {
    push(chunk) {
      if (!begun) {
        const reason = refusedText(chunk);
        if (reason !== undefined) throw new FileRefused(reason);
        begun = chunk.length > 0;
      }
      return zip.push(chunk).flatMap(take);
    },
    end() {
      zip.end();
      return [];
    },
  };
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

function readRow(entry: LeanEntry, { line, text }: TextLine, name: string): Parsed[] {
  const input = { line, raw: `${name}: ${text}` };
  const [time = '', ...fields] = text.split(',');
  const needed = entry.kind === 'option quotes' ? 10 : 5;
  if (fields.length < needed)
    return [rejected(input, 'fields missing', `${fields.length + 1} of ${needed + 1}`)];
  const at = timeOf(time, entry.date);
  if (at === undefined) return [rejected(input, 'time not understood', time)];
  const { date, milliseconds, lasts } = at;
  if (entry.kind === 'bars') {
    const [open, high, low, close] = fields.map(priceOf);
    const ts = lasts === DAY ? date : newYorkInstant(date, milliseconds);
    const interval = lasts === DAY ? '1d' : lasts === HOUR ? '1h' : '1m';
    const bar = { symbol: entry.symbol, interval, ts, open, high, low, close, volume: fields[4] };
    return checkedRecord({ ...bar, adjusted: 'none' }, [input], { dataset: 'bars' });
  }
  const contract = {
    underlying: entry.symbol,
    right: entry.right,
    strike: priceOf(entry.strike),
    expiration: isoDate(entry.expiration),
    // What an interval closed at is known when it ends.
    ts: lasts === DAY ? date : newYorkInstant(date, milliseconds + lasts),
  };
  const [bid, ask] = [priceOf(fields[3] ?? ''), priceOf(fields[8] ?? '')];
  if (bid === '' && ask === '') return [{ kind: 'ignored', line, reason: 'neither bid nor ask' }];
  return checkedRecord({ ...contract, bid, ask, bid_size: fields[4], ask_size: fields[9] }, [input], {
    dataset: 'quotes',
  });
}

/**
 * When an interval begins and how long it lasts: a date and time of day, or milliseconds of the day that the entry
 * names.
 */
function timeOf(
  time: string,
  day: string | undefined,
): { date: string; milliseconds: number; lasts: number } | undefined {
  if (day !== undefined) {
    const milliseconds = Number(/^\d{1,8}$/.exec(time)?.[0] ?? Number.NaN);
    if (!isDate(isoDate(day)) || !(milliseconds < DAY)) return undefined;
    return { date: isoDate(day), milliseconds, lasts: MINUTE };
  }
  const [, date = '', hours, minutes] = /^(\d{8}) (\d\d):(\d\d)$/.exec(time) ?? [];
  const milliseconds = Number(hours) * HOUR + Number(minutes) * MINUTE;
  if (!isDate(isoDate(date)) || !(milliseconds < DAY)) return undefined;
  return { date: isoDate(date), milliseconds, lasts: milliseconds === 0 ? DAY : HOUR };
}

function isDate(iso: string): boolean {
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}

function isoDate(written: string): string {
  return `${written.slice(0, 4)}-${written.slice(4, 6)}-${written.slice(6)}`;
}

const TEN_THOUSAND = decimal(10_000);

/** Ten-thousandths as a price; empty where there is none, a text that is no number as it is, for the check to name. */
function priceOf(written: string): string {
  const value = parseDecimal(written);
  return value === undefined ? written : formatDecimal(divide(value, TEN_THOUSAND));
}
