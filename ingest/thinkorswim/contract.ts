import { isIsoDate } from '../../domain/time/dates.js';
import { plainAmount } from '../text/written-values.js';
import { futuresMultiplier } from '../contracts/futures-multipliers.js';

/** The instrument of a row by the contract's names; all null but the underlying for shares. */
export interface Contract {
  underlying: string;
  root: string | null;
  right: string | null;
  strike: string | null;
  expiration: string | null;
  multiplier: string | null;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const NAMED_DAY = /\b(\d{1,2}) ([A-Z]{3})[A-Z]* (\d{4}|\d{2})\b/i;

/** The day of `18 SEP 26`, `16 APR 21 [AM]` or `2 Jan 2026` as `2026-09-18`; undefined where there is none. */
function namedDay(written: string): string | undefined {
  const [, day = '', month = '', year = ''] = NAMED_DAY.exec(written) ?? [];
  const number = MONTHS.indexOf(month.toUpperCase()) + 1;
  if (number === 0) return undefined;
  const iso = `${year.length === 2 ? `20${year}` : year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isIsoDate(iso) ? iso : undefined;
}

/**
 * Indices whose options that settle in the afternoon have a root of their own; those of the morning are marked `[AM]`.
 */
const AFTERNOON_ROOTS: ReadonlyMap<string, string> = new Map([
  ['SPX', 'SPXW'],
  ['NDX', 'NDXP'],
  ['RUT', 'RUTW'],
]);

/** `$SPX.X` is `SPX`, `/ESH26:XCME` is `/ESH26`. */
function plainSymbol(written: string): string {
  return written.replace(/:[A-Z]+$/, '').replace(/^\$(\w+)\.X$/, '$1');
}

export function shares(symbol: string): Contract {
  return {
    underlying: plainSymbol(symbol),
    root: null,
    right: null,
    strike: null,
    expiration: null,
    multiplier: null,
  };
}

/** A future; undefined for one of which it is not known what a point is worth. */
export function future(symbol: string): Contract | undefined {
  const multiplier = futuresMultiplier(plainSymbol(symbol));
  return multiplier === undefined ? undefined : { ...shares(symbol), multiplier };
}

/** An option on shares or an index; `expiration` as it is written, with its marks. */
export function option(written: {
  symbol: string;
  expiration: string;
  strike: string;
  right: string;
  multiplier: string | null;
}): Contract {
  const underlying = plainSymbol(written.symbol);
  const morning = /\[AM\]/i.test(written.expiration);
  return {
    underlying,
    root: (morning ? undefined : AFTERNOON_ROOTS.get(underlying)) ?? underlying,
    right: written.right.toLowerCase(),
    strike: plainAmount(written.strike),
    expiration: namedDay(written.expiration) ?? null,
    multiplier: written.multiplier,
  };
}

/** An option on a future, whose day and multiplier only the cash section has. */
export function futureOption(written: {
  symbol: string;
  code: string;
  strike: string;
  right: string;
  described: string;
}): Contract {
  const [, perPoint] = / 1\/([\d,]+) /.exec(written.described) ?? [];
  return {
    underlying: plainSymbol(written.symbol),
    root: plainSymbol(written.code),
    right: written.right.toLowerCase(),
    strike: plainAmount(written.strike),
    expiration: namedDay(written.described) ?? null,
    multiplier: perPoint?.replaceAll(',', '') ?? null,
  };
}

/** What a trade's description in the cash section means. */
export interface DescribedTrade {
  side: 'BOT' | 'SOLD';
  /** Without its sign. */
  quantity: string;
  /** Empty where the shares were delivered or corrected. */
  price: string;
  /** What was traded, between quantity and price. */
  what: string;
}

const TRADE = /(?:^|[\s;])(BOT|SOLD) ([+-]?[\d,.]+) (.+?)(?: @(-?[\d,.']+)(?: [A-Z][A-Z0-9 ]*)?)?$/;

/** Reads `SOLD -1 VERTICAL SPY 100 (Weeklys) 19 MAR 21 380/375 PUT @1.20 CBOE`, whatever program stands before it. */
export function describedTrade(description: string): DescribedTrade | undefined {
  const upon = / UPON [A-Z -]+$/.exec(description);
  const [, side, quantity = '', what = '', price = ''] =
    TRADE.exec(upon ? description.slice(0, upon.index) : description) ?? [];
  if (side === undefined) return undefined;
  return {
    side: side as 'BOT' | 'SOLD',
    quantity: plainAmount(quantity).replace(/^[+-]/, ''),
    price: plainAmount(price),
    what,
  };
}

/** True for a symbol that a trade may be of, alone or among others. */
export function mayBeOf({ what }: DescribedTrade, symbol: string): boolean {
  return what.split(/[ -]/).some((word) => plainSymbol(word) === symbol || word.split('/').includes(symbol));
}

const SINGLE =
  /^(\S+) (\d+) ((?:\([^)]*\) )?\d{1,2} [A-Z]{3} \d{2,4}(?: (?:\([^)]*\)|\[[AP]M\]))*) ([\d.]+) (CALL|PUT)$/i;
const FUTURE_SINGLE = /^(\/\S+) 1\/[\d,]+ .*?(\/\S+) ([\d.]+) (CALL|PUT)$/i;

/** The contract of a description that names a single one; undefined for spreads and for what is not understood. */
export function describedContract({ what }: DescribedTrade): Contract | undefined {
  const [, symbol = '', multiplier = '', expiration = '', strike = '', right] = SINGLE.exec(what) ?? [];
  if (right !== undefined) return option({ symbol, expiration, strike, right, multiplier });
  const [, on = '', code = '', at = '', side] = FUTURE_SINGLE.exec(what) ?? [];
  if (side !== undefined) return futureOption({ symbol: on, code, strike: at, right: side, described: what });
  if (/^\/\S+$/.test(what)) return future(what);
  return /^\$?[A-Z0-9][A-Z0-9./]*$/.test(what) ? shares(what) : undefined;
}
