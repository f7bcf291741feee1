import { abs, formatDecimal, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import { cashRecord } from './cash.js';
import type { IbkrTrade, ReadTrade } from './told-trade.js';
import { isForeign, moneyOf } from './trade-money.js';
import { ibkrNumber, ibkrText } from './values.js';
import type { Parsed } from '../source-format.js';

/** The codes of `C;Ex;P`, which some reports part by commas. */
export function codesOf(written: string): Set<string> {
  return new Set(written.split(/[;,\s]+/).filter((code) => code !== ''));
}

/** What happened, in which direction; or the reason why that is not to be known. */
export function readTrade(
  trade: IbkrTrade,
  input: InputRecord,
): ReadTrade | { reason: string; detail: string } {
  const written = ibkrNumber(trade.quantity);
  const quantity = parseDecimal(written);
  if (quantity === undefined || quantity === ZERO)
    return {
      reason: quantity === undefined ? 'quantity not a number' : 'quantity not above zero',
      detail: trade.quantity,
    };
  const codes = codesOf(trade.codes);
  const word = /^\s*(buy|sell|bot|sld|[bs]\b)/i.exec(trade.side)?.[1]?.toLowerCase();
  const marked = codes.has('Ca') || /\(ca\.?\)/i.test(trade.side) || /cancel$/i.test(trade.kind);
  const cancels = marked || (word !== undefined && isReversed(word.startsWith('b'), quantity, trade));
  const buys = word === undefined ? quantity > ZERO !== cancels : word.startsWith('b');
  const signed = buys === cancels ? -abs(quantity) : abs(quantity);
  const ended = trade.asset === 'option' ? endingOf(codes, trade.kind, buys) : undefined;
  const read = { trade, input, signed, codes, cancels };
  if (!cancels) return { ...read, action: ended ?? tradeAction(trade, codes, signed) };
  return { ...read, action: sideOf(signed), voids: ended ?? tradeAction(trade, codes, -signed) };
}

/** The trade that a cancellation voids, as its row must have been. */
export function voidedBy({ voids, signed, ...read }: ReadTrade): ReadTrade {
  return { ...read, signed: -signed, action: voids ?? sideOf(-signed), cancels: false };
}

function sideOf(signed: Decimal): 'buy' | 'sell' {
  return signed > ZERO ? 'buy' : 'sell';
}

/** A purchase of less than nothing, or a sale of more than that for which money was paid, takes a trade back. */
function isReversed(buys: boolean, quantity: Decimal, { proceeds, net }: IbkrTrade): boolean {
  if (buys) return quantity < ZERO;
  const money = parseDecimal(ibkrNumber(proceeds)) ?? parseDecimal(ibkrNumber(net)) ?? ZERO;
  return quantity > ZERO && money < ZERO;
}

/** How an option ended; undefined where it was traded. */
function endingOf(codes: ReadonlySet<string>, kind: string, buys: boolean): string | undefined {
  if (codes.has('Ep') || /^(expiration|expired?)$/i.test(kind)) return 'expire';
  if (codes.has('A') || /^assign/i.test(kind)) return 'assign';
  if (['Ex', 'AEx', 'MEx'].some((code) => codes.has(code)) || /^exercise/i.test(kind)) return 'exercise';
  // Exercise or assignment against an offsetting position: what is bought back was short.
  return codes.has('GEA') ? (buys ? 'assign' : 'exercise') : undefined;
}

/** Shares and futures are bought and sold; only a short position has to be said, which a sale alone does not open. */
const OF_SHORTS: ReadonlySet<string> = new Set(['sell_to_open', 'buy_to_close']);

function tradeAction(trade: IbkrTrade, codes: ReadonlySet<string>, signed: Decimal): string {
  const side = sideOf(signed);
  const told = codesOf(trade.openClose);
  const marks = told.has('O') || told.has('C') ? told : codes;
  if (marks.has('O') === marks.has('C')) return side;
  const label = `${side}_to_${marks.has('O') ? 'open' : 'close'}`;
  return trade.asset === 'option' || OF_SHORTS.has(label) ? label : side;
}

/** The canonical record of a trade, or the reject. */
export function tradeRecord({ trade, input, action, signed, cancels }: ReadTrade): Parsed[] {
  const money = moneyOf(trade, signed);
  if ('unreadable' in money) {
    const { unreadable, value } = money;
    return [
      {
        kind: 'reject',
        ...input,
        reason: `${unreadable} not a number`,
        detail: JSON.stringify(value.slice(0, 80)),
      },
    ];
  }
  const { underlying, root, right, strike, expiration, multiplier } = trade.contract;
  if (trade.asset === 'future' && multiplier === null)
    return [{ kind: 'reject', ...input, reason: 'multiplier of a future missing', detail: underlying }];
  const ends = !/^(buy|sell)/.test(action);
  const sequence = /^\d{1,15}$/.test(trade.sequence) ? trade.sequence : null;
  const execution = {
    execution_id: ibkrText(trade.executionId),
    order_id: trade.orderId === '0' ? null : ibkrText(trade.orderId),
    account: trade.account,
    executed_at: trade.at,
    action,
    underlying,
    root,
    right,
    strike,
    expiration,
    multiplier,
    quantity: formatDecimal(abs(signed)),
    price: ends || money.price === undefined || money.price < ZERO ? null : formatDecimal(money.price),
    fees: money.fees === undefined ? null : formatDecimal(money.fees),
    amount: money.amount === undefined ? null : formatDecimal(money.amount),
    currency: ibkrText(trade.currency),
    sequence,
    ...(cancels ? { cancels: true } : {}),
  };
  const told = checkedRecord(execution, [input], {
    dataset: 'executions',
    identity: identityOf(trade, { action, signed, cancels }, money.price),
    coarseness: trade.coarseness,
    ...(money.stated === undefined ? {} : { statedAmount: money.stated }),
  });
  return told.every(({ kind }) => kind === 'record') ? [...told, ...commissionElsewhere(trade, input)] : told;
}

/** A commission that was charged in another currency than the trade's: a record of its own, on the same line. */
function commissionElsewhere(trade: IbkrTrade, input: InputRecord): Parsed[] {
  const amount = ibkrNumber(trade.commission);
  if (!isForeign(trade) || (parseDecimal(amount) ?? ZERO) === ZERO) return [];
  const { account, at, commissionCurrency: currency, contract, coarseness } = trade;
  const description = `commission on ${contract.name}`;
  return cashRecord(
    {
      account,
      at,
      type: 'Commission',
      amount,
      currency,
      symbol: contract.underlying,
      description,
      coarseness,
    },
    input,
  );
}

/** Reports round prices to more or fewer places; all of them have this many. */
const PLACES = 1_000_000n;

/**
 * What names a trade in every report of its account: what happened to what, how much and at which price. Not the time,
 * which only some have to the second, nor ids, costs and labels.
 */
function identityOf(
  trade: IbkrTrade,
  { action, signed, cancels }: { action: string; signed: Decimal; cancels: boolean },
  price: Decimal | undefined,
): string {
  const kind = /^(buy|sell)/.exec(action)?.[0] ?? action;
  const rounded = price === undefined ? '' : (abs(price) + PLACES / 2n) / PLACES;
  return JSON.stringify([
    cancels ? `cancel ${kind}` : kind,
    trade.contract.name,
    formatDecimal(abs(signed)),
    /^(buy|sell)/.test(kind) ? String(rounded) : '',
  ]);
}
