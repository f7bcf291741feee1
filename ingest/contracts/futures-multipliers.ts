import { decimal, formatDecimal, multiply, parseDecimal, type Decimal } from '../../domain/number/decimal.js';

/** Dollars per point of the price, by root; from the contract specifications of CME Group and Cboe Futures Exchange. */
const DOLLARS_PER_POINT: ReadonlyMap<string, string> = new Map([
  ...roots('50', ['ES', 'ZC', 'ZS', 'ZW', 'KE', 'PL', 'RTY', 'EMD', 'ETH']),
  ...roots('5', ['MES', 'M2K', 'YM', 'BTC']),
  ...roots('20', ['NQ']),
  ...roots('2', ['MNQ']),
  ...roots('0.5', ['MYM']),
  ...roots('0.1', ['MBT', 'MET']),
  ...roots('1000', ['CL', 'ZB', 'ZN', 'ZF', 'UB', 'TN', 'SIL', 'VX']),
  ...roots('100', ['MCL', 'GC', 'ZM', 'PA', 'VXM']),
  ...roots('10', ['MGC']),
  ...roots('500', ['QM', 'GF']),
  ...roots('10000', ['NG']),
  ...roots('2500', ['QG', 'MHG', 'SR3', 'GE']),
  ...roots('5000', ['SI']),
  ...roots('25000', ['HG']),
  ...roots('42000', ['RB', 'HO']),
  ...roots('2000', ['ZT']),
  ...roots('600', ['ZL']),
  ...roots('400', ['LE', 'HE']),
  ...roots('125000', ['6E', '6S']),
  ...roots('12500000', ['6J']),
  ...roots('62500', ['6B']),
  ...roots('100000', ['6A', '6C', '6N']),
  ...roots('12500', ['M6E']),
  ...roots('10000', ['M6A']),
  ...roots('6250', ['M6B']),
]);

function roots(multiplier: string, names: readonly string[]): [string, string][] {
  return names.map((name) => [name, multiplier]);
}

const CONTRACT =
  /^(?:[A-Z_]+:)?[/@]?([A-Z0-9]{1,4}?)(?:[FGHJKMNQUVXZ](?:\d{1,2}|20\d\d)| \d\d-\d\d|1!)(?:[.:][A-Z]+)?$/;

/**
 * The multiplier of a future by its symbol (`/ESH26`, `ES 03-26`, `CME_MINI:ES1!`); undefined for one that is not in
 * the list.
 */
export function futuresMultiplier(symbol: string): string | undefined {
  const [, root = ''] = CONTRACT.exec(symbol) ?? [];
  return DOLLARS_PER_POINT.get(root);
}

const TICKS = /^(-?\d+)'(\d)$|^(-?\d+)'(\d\d)(\d)?$/;
/** What the third digit of 32nds stands for: quarters of one, cut off. */
const QUARTERS: Readonly<Record<string, string>> = { '0': '0', '2': '0.25', '5': '0.5', '7': '0.75' };
const THIRTY_SECOND = decimal('0.03125');
const EIGHTH = decimal('0.125');

/**
 * A price with its ticks (`115'26` and `115'265` in 32nds, `450'2` in eighths) as a plain decimal; any other text as it
 * is.
 */
export function withoutTicks(written: string): string {
  const [, points, eighths, whole, ticks = '', part = '0'] = TICKS.exec(written) ?? [];
  if (points !== undefined) return added(points, multiply(decimal(eighths ?? ''), EIGHTH)) ?? written;
  const quarter = QUARTERS[part];
  if (whole === undefined || quarter === undefined) return written;
  return added(whole, multiply(decimal(ticks) + decimal(quarter), THIRTY_SECOND)) ?? written;
}

/** Undefined for more points than a number holds. */
function added(points: string, fraction: Decimal): string | undefined {
  const whole = parseDecimal(points);
  return whole === undefined ? undefined : formatDecimal(whole + fraction);
}
