import {
  abs,
  divide,
  decimal,
  formatDecimal,
  multiply,
  parseDecimal,
  ZERO,
} from '../../domain/number/decimal.js';
import { dayOfNames, ibkrNumber, ibkrText, type IbkrDates } from './values.js';
import { onOneLine } from '../text/written-values.js';

/** What kind of thing is traded, as far as that matters. */
export type IbkrAsset = 'shares' | 'option' | 'future' | 'forex' | 'cfd';

/** An instrument as the canonical record has it, with the name that all reports give it. */
export interface IbkrContract {
  underlying: string;
  root: string | null;
  right: 'call' | 'put' | null;
  strike: string | null;
  expiration: string | null;
  multiplier: string | null;
  /** `SPXW 2026-01-02 put 6000`: made of what every report has, so without underlying and multiplier. */
  name: string;
}

/** What a report says of an instrument; empty where it says nothing. */
export interface WrittenContract {
  asset: IbkrAsset;
  symbol: string;
  description: string;
  underlyingSymbol: string;
  right: string;
  strike: string;
  expiration: string;
  multiplier: string;
}

/** A contract of which a report writes no more than its symbol, or what else is `told`. */
export function writtenBySymbol(
  symbol: string,
  told: Partial<Pick<WrittenContract, 'description' | 'multiplier'>> = {},
): Omit<WrittenContract, 'asset'> {
  const nothing = {
    description: '',
    underlyingSymbol: '',
    right: '',
    strike: '',
    expiration: '',
    multiplier: '',
  };
  return { ...nothing, symbol, ...told };
}

const ASSETS: readonly (readonly [RegExp, IbkrAsset])[] = [
  [/^(opt|fop|fsopt|fsfop|options on futures|futures options|equity and index options|options)\b/i, 'option'],
  [/^(fut|futures)\b/i, 'future'],
  [/^(cash|forex)\b/i, 'forex'],
  [/^cfds?\b/i, 'cfd'],
];
const CURRENCY_PAIR = /^[A-Z]{3}\.[A-Z]{3}$/;

/**
 * The kind by the report's category (`OPT`, `Equity and Index Options`), or where there is none by what is known of the
 * contract.
 */
export function assetOf(
  category: string,
  written: Pick<WrittenContract, 'symbol' | 'right' | 'expiration'>,
): IbkrAsset {
  const known = ASSETS.find(([pattern]) => pattern.test(category))?.[1];
  if (known !== undefined) return known;
  if (ibkrText(category) !== '') return 'shares';
  if (
    ibkrText(written.right) !== '' ||
    OCC_SYMBOL.test(written.symbol) ||
    NAMED_CONTRACT.test(written.symbol)
  )
    return 'option';
  if (ibkrText(written.expiration) !== '') return 'future';
  return CURRENCY_PAIR.test(written.symbol) ? 'forex' : 'shares';
}

const OCC_SYMBOL = /^([A-Z0-9.]+?)\s*(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;
const NAMED_CONTRACT = /^(\S+(?: [A-Z])?) (\d{2})([A-Z]{3})(\d{2}) (\d+(?:\.\d+)?) ([CP])\b/;
const THOUSAND = decimal(1_000);

/** Weekly and afternoon-settled series of an index, whose root is not its name. */
const INDEX_OF: ReadonlyMap<string, string> = new Map([
  ['SPXW', 'SPX'],
  ['NDXP', 'NDX'],
  ['RUTW', 'RUT'],
  ['VIXW', 'VIX'],
]);

/**
 * The instrument, from its attributes, an OCC symbol (`SPXW 260102P06000000`) or the broker's own name of it
 * (`SPXW 02JAN26 6000 P`). Undefined for an option whose contract is not named.
 */
export function contractOf(written: WrittenContract, dates: IbkrDates): IbkrContract | undefined {
  const symbol = onOneLine(written.symbol);
  const multiplier = ibkrNumber(written.multiplier);
  if (written.asset !== 'option')
    return {
      underlying: symbol,
      // A contract for difference on shares is not the shares.
      root: written.asset === 'cfd' ? 'CFD' : null,
      right: null,
      strike: null,
      expiration: null,
      multiplier: written.asset === 'future' && multiplier !== '' ? multiplier : null,
      name: written.asset === 'cfd' ? `${symbol} CFD` : symbol,
    };
  const occ = occContract(symbol);
  const named = namedContract(symbol) ?? namedContract(onOneLine(written.description));
  const right = rightOf(written.right) ?? (occ ?? named)?.right;
  const strike = plainText(ibkrNumber(written.strike)) || (occ ?? named)?.strike;
  const expiration =
    ibkrText(written.expiration) === '' ? (occ ?? named)?.expiration : dates.day(written.expiration);
  const told = ibkrText(written.underlyingSymbol);
  const root = occ?.root ?? (told === '' ? named?.root : undefined) ?? null;
  const underlying = told === '' ? underlyingOf(root) : told;
  if (right === undefined || !strike || expiration === undefined || underlying === '') return undefined;
  const name = `${occ?.root ?? named?.root ?? underlying} ${expiration} ${right} ${strike}`;
  return { underlying, root, right, strike, expiration, multiplier: multiplier || null, name };
}

/** Of a root without more: an adjusted series has a digit behind the symbol. */
function underlyingOf(root: string | null): string {
  if (root === null) return '';
  return INDEX_OF.get(root) ?? (/^[A-Z]+\d$/.test(root) ? root.slice(0, -1) : root);
}

interface Terms {
  root: string;
  right: 'call' | 'put';
  strike: string;
  expiration: string | undefined;
}

function occContract(symbol: string): Terms | undefined {
  const [, root, year = '', month = '', day = '', right, strike = ''] = OCC_SYMBOL.exec(symbol) ?? [];
  if (root === undefined) return undefined;
  return {
    root,
    right: right === 'C' ? 'call' : 'put',
    strike: formatDecimal(divide(decimal(strike), THOUSAND)),
    expiration: `20${year}-${month}-${day}`,
  };
}

function namedContract(name: string): Terms | undefined {
  const [, root, day = '', month = '', year = '', strike = '', right] = NAMED_CONTRACT.exec(name) ?? [];
  if (root === undefined) return undefined;
  return {
    root,
    right: right === 'C' ? 'call' : 'put',
    strike: plainText(strike),
    expiration: dayOfNames(year, month, day),
  };
}

function rightOf(written: string): 'call' | 'put' | undefined {
  if (/^c(all)?$/i.test(written.trim())) return 'call';
  return /^p(ut)?$/i.test(written.trim()) ? 'put' : undefined;
}

/** A number in its one text; empty where it is none or zero. */
function plainText(written: string): string {
  const value = written === '' ? undefined : parseDecimal(written);
  return value === undefined || value === 0n ? '' : formatDecimal(value);
}

const ONE = decimal(1);

/** Shares or units per contract, from what a trade was worth by its price; empty where it was worth nothing. */
export function multiplierByWorth(...written: [quantity: string, price: string, worth: string]): string {
  const [quantity, price, worth] = written.map((text) => parseDecimal(ibkrNumber(text)));
  const perUnit = quantity && price ? abs(multiply(quantity, price)) : ZERO;
  if (perUnit === ZERO || !worth) return '';
  const exact = divide(abs(worth), perUnit);
  const whole = ((exact + ONE / 2n) / ONE) * ONE;
  return whole === ZERO ? formatDecimal(exact) : formatDecimal(whole);
}
