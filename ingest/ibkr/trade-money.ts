import { decimal, multiply, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { IbkrTrade, ReadTrade } from './told-trade.js';
import { ibkrNumber, ibkrText } from './values.js';

interface Money {
  price: Decimal | undefined;
  fees: Decimal | undefined;
  amount: Decimal | undefined;
  /** What the trade did to cash by the broker's own account. */
  stated: Decimal | undefined;
}

/** What a trade's texts say of its money; the one that is no number, if there is one. */
export function moneyOf(trade: IbkrTrade, signed: Decimal): Money | { unreadable: string; value: string } {
  const read: Partial<Record<'price' | 'proceeds' | 'commission' | 'taxes' | 'net', Decimal>> = {};
  for (const field of ['price', 'proceeds', 'commission', 'taxes', 'net'] as const) {
    const plain = ibkrNumber(trade[field]);
    if (plain === '') continue;
    const value = parseDecimal(plain);
    if (value === undefined) return { unreadable: field, value: trade[field] };
    read[field] = value;
  }
  const { price, proceeds, taxes, net } = read;
  const commission = isForeign(trade) ? undefined : read.commission;
  const costs = (commission ?? ZERO) + (taxes ?? ZERO);
  const told = commission !== undefined || taxes !== undefined;
  const traded =
    proceeds === undefined || (proceeds === ZERO && price !== undefined && price !== ZERO)
      ? undefined
      : proceeds;
  // Money that changes hands only as the market moves: what the trade is worth decides, what moved that day is the cash
  // of it.
  if (trade.asset === 'future') {
    const worth =
      traded ?? (price === undefined ? undefined : -multiply(signed, multiply(price, multiplierIn(trade))));
    const amount = price === undefined || price < ZERO ? worth && worth + costs : undefined;
    return { price, fees: feesOf(told, costs), amount, stated: net ?? costs };
  }
  // A currency trade moves two currencies; the net of both is written as zero, whatever it was worth.
  const stated = trade.asset !== 'forex' && (net !== ZERO || !traded) ? net : undefined;
  const amount = stated ?? (traded === undefined ? undefined : traded + costs);
  const worthless = amount === ZERO && traded === undefined && price !== undefined && price !== ZERO;
  const fees = told
    ? feesOf(true, costs)
    : stated !== undefined && traded !== undefined
      ? feesOf(true, stated - traded)
      : undefined;
  return worthless
    ? { price, fees, amount: undefined, stated: undefined }
    : { price, fees, amount, stated: amount };
}

/** Costs are written below zero; a rebate is no fee. */
function feesOf(told: boolean, costs: Decimal): Decimal | undefined {
  return told && costs <= ZERO ? -costs : undefined;
}

function multiplierIn(trade: IbkrTrade): Decimal {
  return parseDecimal(trade.contract.multiplier ?? '1') ?? decimal(1);
}

/** True where the commission was charged in another currency than the trade's. */
export function isForeign({ commissionCurrency, currency }: IbkrTrade): boolean {
  return ibkrText(commissionCurrency) !== '' && commissionCurrency !== currency;
}

/**
 * What a trade of currencies did to the cash of the one that was bought or sold, `EUR` of `EUR.USD`; undefined for any
 * other trade.
 */
export function exchangedCash({
  trade,
  signed,
}: Pick<ReadTrade, 'trade' | 'signed'>): { currency: string; amount: Decimal } | undefined {
  const [, currency] = /^([A-Z]{3})[./]/.exec(trade.contract.underlying) ?? [];
  return trade.asset === 'forex' && currency !== undefined ? { currency, amount: signed } : undefined;
}
