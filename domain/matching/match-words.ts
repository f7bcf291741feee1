import { toFixed, type Decimal } from '../number/decimal.js';
import { contractText, decimalIn, priceText, tradeText, type Contract } from '../records/trade-text.js';
import type { Right } from '../records/instrument.js';
import type { IsoDate } from '../time/dates.js';
import { EXPIRATION_DAYS, premiumTolerance, STRIKE_PERCENT } from './deviation.js';
import { OTHER_TRADE } from './match-score.js';

/** A row of the table of matches as its JSON has it, as far as words need it. */
export type ToldMatch = Readonly<Record<string, unknown>> & {
  match_type: string;
  trading_date: IsoDate;
  action: string;
  flags: readonly string[];
  modified_fields: readonly string[];
  execution_ids: readonly string[];
};

/**
 * What was advised, in a few words; `advice` is its row, which says what a roll closes. Nothing for a trade without
 * advice.
 */
export function advisedText(
  match: ToldMatch,
  advice: Readonly<Record<string, unknown>> | null = null,
): string {
  if (match['recommendation_id'] === null) return '';
  const from = advice === null ? null : closedBy(advice);
  return tradeText(
    { ...side(match, 'advised'), price: decimalIn(match['advised_premium']), from },
    match.trading_date,
  );
}

/** What was done, in a few words; `—` for nothing. */
export function tradedText(match: ToldMatch): string {
  const traded = side(match, 'traded');
  const price = decimalIn(match['traded_price']);
  if (match.execution_ids.length === 0)
    return match['passive'] === true ? 'kept' : match.match_type === 'pending' ? 'nothing yet' : '—';
  if (match.flags.includes('close_only'))
    return `closed only ${[contractText(traded, match.trading_date), price === null ? '' : priceText(price)].join(' ').trim()}`;
  if (match.flags.includes(OTHER_TRADE))
    return `another trade, ${[contractText(traded, match.trading_date), price === null ? '' : priceText(price)].join(' ').trim()}`;
  return tradeText({ ...traded, price }, match.trading_date);
}

function side(match: ToldMatch, of: 'advised' | 'traded') {
  return {
    action: match.action,
    right: (match[`${of}_right`] ?? null) as Right | null,
    strike: decimalIn(match[`${of}_strike`]),
    expiration: (match[`${of}_expiration`] ?? null) as IsoDate | null,
    quantity: decimalIn(match[`${of}_quantity`]),
  };
}

function closedBy(advice: Readonly<Record<string, unknown>>): Contract {
  return {
    right: (advice['from_right'] ?? advice['right'] ?? null) as Right | null,
    strike: decimalIn(advice['from_strike']),
    expiration: (advice['from_expiration'] ?? null) as IsoDate | null,
  };
}

/** A field of advice beside that of the trade: texts, empty where there is none. */
export interface Beside {
  field: string;
  advised: string;
  traded: string;
  difference: string;
  tolerance: string;
}

/** Advice and trade side by side, with the tolerances; a field that neither has is left out. */
export function sideBySide(match: ToldMatch): Beside[] {
  const [advised, traded] = [side(match, 'advised'), side(match, 'traded')];
  const [premium, price] = [decimalIn(match['advised_premium']), decimalIn(match['traded_price'])];
  const closeOnly = match.flags.includes('close_only');
  const isPair = match['recommendation_id'] !== null && match.execution_ids.length > 0;
  const within = (field: string, allowed: string) =>
    isPair && !closeOnly ? `${match.modified_fields.includes(field) ? 'beyond' : 'within'} ${allowed}` : '';
  const days = match['expiration_diff_days'];
  const rows: Beside[] = [
    {
      field: 'strike',
      advised: plain(advised.strike),
      traded: plain(traded.strike),
      difference: signed(decimalIn(match['strike_diff']), advised.strike),
      tolerance: within('strike', `${STRIKE_PERCENT} %`),
    },
    {
      field: 'expiration',
      advised: advised.expiration ?? '',
      traded: traded.expiration ?? '',
      difference: typeof days === 'number' ? `${days > 0 ? '+' : ''}${days} days` : '',
      tolerance: within('expiration', `${EXPIRATION_DAYS} days`),
    },
    {
      field: advised.right === null && traded.right === null ? 'price' : 'premium',
      advised: premium === null ? '' : priceText(premium),
      traded: price === null ? '' : priceText(price),
      difference: signed(decimalIn(match['premium_diff']), premium, priceText),
      tolerance: premium === null ? '' : within('premium', priceText(premiumTolerance(premium))),
    },
    {
      field: 'quantity',
      advised: plain(advised.quantity),
      traded: plain(traded.quantity),
      difference: signed(decimalIn(match['quantity_diff']), advised.quantity),
      tolerance: match.modified_fields.includes('quantity') ? 'not as many' : '',
    },
  ];
  return rows.filter((row) => row.advised !== '' || row.traded !== '');
}

/** `-0.30 (-55 %)`: the difference, and its share of what was advised. */
function signed(
  difference: Decimal | null,
  of: Decimal | null,
  text: (value: Decimal) => string = plain,
): string {
  if (difference === null) return '';
  if (difference === 0n) return '0';
  const sign = difference > 0n ? '+' : '';
  const share = of === null || of === 0n ? '' : ` (${sign}${percentOf(difference, of)} %)`;
  return `${sign}${text(difference)}${share}`;
}

function percentOf(part: Decimal, whole: Decimal): string {
  const size = whole < 0n ? -whole : whole;
  return ((100 * Number(part)) / Number(size)).toFixed(0);
}

function plain(value: Decimal | null): string {
  return value === null ? '' : toFixed(value, 4).replace(/\.?0+$/, '');
}
