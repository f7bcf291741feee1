import { decimal, divide, formatDecimal } from '../../domain/number/decimal.js';
import { underlyingOfRoot } from '../contracts/index-roots.js';
import { textOf, type JsonElement } from '../text/json-elements.js';
import type { JsonFields } from '../text/json-format.js';

const FIELDS = [
  'account_id',
  'activity_type',
  'currency',
  'date',
  'description',
  'group_id',
  'id',
  'net_amount',
  'order_id',
  'position_intent',
  'price',
  'qty',
  'side',
  'status',
  'symbol',
  'transaction_time',
  'type',
] as const;

/** The fields of an activity that are read, as texts, empty where they are not there. */
export type ActivityTexts = Readonly<Record<(typeof FIELDS)[number], string>>;

/** An activity with the account that it belongs to and where it stands. */
export interface Activity extends ActivityTexts {
  account: string;
  element: JsonElement;
}

export function textsOf(fields: JsonFields): ActivityTexts {
  return Object.fromEntries(FIELDS.map((name) => [name, textOf(fields[name])])) as ActivityTexts;
}

const OCC_SYMBOL = /^([A-Z]{1,6}\d?)\s*(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;
const COINS = /^([A-Z0-9]{2,6}?)(USDT|USDC|USD|BTC)$/;
const THOUSAND = decimal(1_000);

/**
 * What an activity is about: an option by its OCC symbol, shares, or a pair of coins, which some activities write
 * without its stroke.
 */
export function instrumentOf({ symbol, activity_type }: ActivityTexts): {
  underlying: string;
  root: string | null;
  right: string | null;
  strike: string | null;
  expiration: string | null;
} {
  const none = { root: null, right: null, strike: null, expiration: null };
  const [, root, year, month, day, right, strike = ''] = OCC_SYMBOL.exec(symbol) ?? [];
  if (root !== undefined)
    return {
      underlying: underlyingOfRoot(root),
      root,
      right: right === 'C' ? 'call' : 'put',
      strike: formatDecimal(divide(decimal(strike), THOUSAND)),
      expiration: `20${year}-${month}-${day}`,
    };
  // Shares have five letters at most.
  const pair = symbol.length > 5 || activity_type === 'CFEE' ? COINS.exec(symbol) : null;
  return { underlying: pair ? `${pair[1]}/${pair[2]}` : symbol, ...none };
}
