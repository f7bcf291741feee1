import { FileRefused } from '../../domain/errors.js';

/** What the rows of an entry of a Lean archive are, as its name says. */
export type LeanEntry =
  /**
   * Of a share, or of an option by its OCC symbol without blanks; by the minute of a day, or by the day or the hour,
   * which the rows show.
   */
  | { kind: 'bars'; symbol: string; date: string | undefined }
  | {
      kind: 'option quotes';
      symbol: string;
      /** The day, for minutes; undefined for days and hours. */
      date: string | undefined;
      right: 'call' | 'put';
      /** In ten-thousandths. */
      strike: string;
      /** YYYYMMDD */
      expiration: string;
    };

const SYMBOL = '([a-z0-9.-]+)';
const SHARES = new RegExp(`^${SYMBOL}\\.csv$`, 'i');
const SHARES_WITHIN_DAY = new RegExp(`^(\\d{8})_${SYMBOL}_([a-z]+)_(trade|quote)\\.csv$`, 'i');
const OPTION = new RegExp(
  `^(?:(\\d{8})_)?${SYMBOL}(?:_([a-z]+))?_(trade|quote|openinterest)_(?:american|european)_(call|put)_(\\d+)_(\\d{8})\\.csv$`,
  'i',
);

/**
 * Reads the name of an entry. Throws {@link FileRefused} for Lean's data that have no record here, and for a name that
 * Lean does not give.
 */
export function leanEntry(name: string): LeanEntry {
  const plain = name.toLowerCase();
  const option = OPTION.exec(plain);
  if (option) {
    const [, date, symbol = '', resolution, kind, right, strike = '', expiration = ''] = option;
    if (kind === 'openinterest')
      throw new FileRefused(
        'Lean open interest, which of a day stands where the quotes do and would take their place: import the quotes',
      );
    refuseUnlessMinutes(date === undefined ? 'minute' : resolution);
    if (kind === 'trade')
      return { kind: 'bars', symbol: occSymbol({ symbol, expiration, right, strike }), date };
    return {
      kind: 'option quotes',
      symbol: symbol.toUpperCase(),
      date,
      right: right === 'call' ? 'call' : 'put',
      strike,
      expiration,
    };
  }
  const within = SHARES_WITHIN_DAY.exec(plain);
  if (within) {
    const [, date = '', symbol = '', resolution, kind] = within;
    if (kind === 'quote')
      throw new FileRefused(
        'Lean quotes of shares: a quote here is of an option; import the trades of the day',
      );
    refuseUnlessMinutes(resolution);
    return { kind: 'bars', symbol: symbol.toUpperCase(), date };
  }
  const [, symbol] = SHARES.exec(plain) ?? [];
  if (symbol === undefined)
    throw new FileRefused(
      `a zip archive with ${JSON.stringify(name.slice(0, 80))}, which is no entry of Lean's`,
    );
  return { kind: 'bars', symbol: symbol.toUpperCase(), date: undefined };
}

function refuseUnlessMinutes(resolution: string | undefined): void {
  if (resolution !== 'minute')
    throw new FileRefused(`Lean data by the ${resolution}: minutes, hours and days are read`);
}

/** `TWX140606C00070000`; the strike comes in ten-thousandths, and stands in thousandths. */
function occSymbol(option: {
  symbol: string;
  expiration: string;
  right: string | undefined;
  strike: string;
}): string {
  const { symbol, expiration, right, strike } = option;
  const thousandths = strike.slice(0, -1).padStart(8, '0');
  if (!strike.endsWith('0') || thousandths.length > 8)
    throw new FileRefused(`Lean's trades of an option whose strike no OCC symbol has: ${strike}`);
  return `${symbol.toUpperCase()}${expiration.slice(2)}${right === 'call' ? 'C' : 'P'}${thousandths}`;
}
