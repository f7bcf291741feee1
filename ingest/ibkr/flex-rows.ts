/** What the elements of a Flex Query mean; which attributes there are is the user's choice. */
import { parseDecimal, ZERO } from '../../domain/number/decimal.js';
import type { InputRecord } from '../checked-record.js';
import type { IbkrCash } from './cash.js';
import type { TradeIds } from './cancels.js';
import {
  assetOf,
  contractOf,
  multiplierByWorth,
  type IbkrContract,
  type WrittenContract,
} from './contract.js';
import type { IbkrCorporateAction } from './corporate-actions.js';
import type { IbkrTrade } from './told-trade.js';
import { ibkrNumber, ibkrText, type IbkrDates } from './values.js';

/** An element with what is known of its file. */
export interface FlexRow {
  attributes: Readonly<Record<string, string>>;
  input: InputRecord;
  account: string | null;
  dates: IbkrDates;
}

/** The first of these attributes that says something. */
export function attribute({ attributes }: Pick<FlexRow, 'attributes'>, ...names: string[]): string {
  for (const name of names) {
    const text = ibkrText(attributes[name]);
    if (text !== '') return text;
  }
  return '';
}

function contractIn(row: FlexRow): IbkrContract | undefined {
  const written: Omit<WrittenContract, 'asset'> = {
    symbol: attribute(row, 'symbol', 'description'),
    description: attribute(row, 'description'),
    underlyingSymbol: attribute(row, 'underlyingSymbol'),
    right: attribute(row, 'putCall'),
    strike: attribute(row, 'strike'),
    expiration: attribute(row, 'expiry'),
    multiplier:
      attribute(row, 'multiplier') ||
      multiplierByWorth(
        attribute(row, 'quantity'),
        attribute(row, 'tradePrice', 'price'),
        attribute(row, 'proceeds', 'tradeMoney'),
      ),
  };
  return contractOf({ ...written, asset: assetOf(attribute(row, 'assetCategory'), written) }, row.dates);
}

/** The instant of an execution; its day where the query was set to give no more. */
function timeOfTrade(row: FlexRow): string {
  const told = attribute(row, 'dateTime', 'tradeDate', 'date', 'reportDate');
  const time = row.dates.time(told);
  const clock = attribute(row, 'tradeTime');
  return time.length === 10 && clock !== '' ? row.dates.time(`${time};${clock}`) : time;
}

/** A trade of the `Trades` section or of a trade confirmation; undefined for an option whose contract is not named. */
export function flexTrade(row: FlexRow, coarseness: number): { trade: IbkrTrade; ids: TradeIds } | undefined {
  const contract = contractIn(row);
  if (contract === undefined) return undefined;
  const tradeId = attribute(row, 'tradeID');
  const trade = {
    account: row.account,
    at: timeOfTrade(row),
    asset: assetOf(attribute(row, 'assetCategory'), {
      symbol: attribute(row, 'symbol'),
      right: attribute(row, 'putCall'),
      expiration: attribute(row, 'expiry'),
    }),
    contract,
    side: attribute(row, 'buySell'),
    quantity: attribute(row, 'quantity'),
    price: attribute(row, 'tradePrice', 'price'),
    proceeds: attribute(row, 'proceeds'),
    commission: attribute(row, 'ibCommission', 'commission', 'commisionsAndTax'),
    commissionCurrency: attribute(row, 'ibCommissionCurrency', 'commissionCurrency'),
    taxes: attribute(row, 'taxes', 'tax'),
    net: attribute(row, 'netCash'),
    currency: attribute(row, 'currency'),
    codes: attribute(row, 'notes', 'code'),
    openClose: attribute(row, 'openCloseIndicator'),
    kind: attribute(row, 'transactionType'),
    executionId: attribute(row, 'ibExecID', 'execID') || tradeId,
    orderId: attribute(row, 'ibOrderID', 'orderID'),
    sequence: attribute(row, 'transactionID'),
    coarseness,
  };
  const ids = {
    tradeId,
    transactionId: attribute(row, 'transactionID'),
    voidsTradeId: attribute(row, 'origTradeID'),
    voidsTransactionId: attribute(row, 'origTransactionID'),
    voidsDay: row.dates.day(attribute(row, 'origTradeDate')),
  };
  return { trade, ids };
}

/** Options are named by what they are on. */
function symbolIn(row: FlexRow): string {
  return contractIn(row)?.underlying ?? attribute(row, 'underlyingSymbol', 'symbol');
}

export function flexCash(row: FlexRow, type: string): IbkrCash {
  return {
    account: row.account,
    at: row.dates.day(attribute(row, 'dateTime', 'date', 'settleDate', 'reportDate')),
    type,
    amount: attribute(row, 'amount', 'cashTransfer'),
    currency: attribute(row, 'currency'),
    symbol: attribute(row, 'symbol') === '' ? '' : symbolIn(row),
    description: attribute(row, 'description', 'activityDescription'),
    coarseness: 0,
  };
}

/** Undefined where quantity or proceeds cannot be read. */
export function flexCorporateAction(row: FlexRow): IbkrCorporateAction | undefined {
  const [quantity, proceeds] = [attribute(row, 'quantity'), attribute(row, 'proceeds', 'amount')].map(
    (text) => (text === '' ? ZERO : parseDecimal(ibkrNumber(text))),
  );
  if (quantity === undefined || proceeds === undefined) return undefined;
  const factor = parseDecimal(ibkrNumber(attribute(row, 'principalAdjustFactor')));
  return {
    account: row.account,
    at: row.dates.time(attribute(row, 'dateTime', 'reportDate', 'date')),
    type: attribute(row, 'type'),
    description: attribute(row, 'actionDescription', 'description'),
    contract: contractIn(row),
    actionId: attribute(row, 'actionID'),
    quantity,
    proceeds,
    currency: attribute(row, 'currency'),
    codes: attribute(row, 'code', 'notes'),
    ratio: factor === ZERO ? undefined : factor,
    coarseness: 0,
    input: row.input,
  };
}

/** A transfer as fields of the canonical record; the reason where a record cannot say it. */
export function flexTransfer(row: FlexRow): Record<string, unknown> | { reason: string; detail: string } {
  const contract = contractIn(row);
  const written = attribute(row, 'quantity');
  const quantity = parseDecimal(ibkrNumber(written));
  if (contract === undefined)
    return { reason: 'option contract not named', detail: attribute(row, 'symbol') };
  return transferFields({
    account: row.account,
    at: row.dates.time(attribute(row, 'dateTime', 'date', 'reportDate')),
    contract,
    direction: attribute(row, 'direction'),
    quantity,
    written,
    price: attribute(row, 'transferPrice'),
    currency: attribute(row, 'currency'),
    executionId: attribute(row, 'transactionID'),
  });
}

export interface WrittenTransfer {
  account: string | null;
  at: string;
  contract: IbkrContract;
  /** `IN`, `Out`; the quantity's sign says it where this does not. */
  direction: string;
  quantity: bigint | undefined;
  written: string;
  price: string;
  currency: string;
  executionId: string;
}

/** A transfer in kind of a long position; the record has no way to say of a short one that it moved. */
export function transferFields(
  transfer: WrittenTransfer,
): Record<string, unknown> | { reason: string; detail: string } {
  const { quantity, written, contract, direction } = transfer;
  if (quantity === undefined || quantity === ZERO)
    return {
      reason: quantity === undefined ? 'quantity not a number' : 'quantity not above zero',
      detail: written,
    };
  const told = /^(in|out)$/i.exec(direction)?.[0].toLowerCase();
  if (told === 'in' && quantity < ZERO)
    return { reason: 'transfer of a short position', detail: contract.name };
  const price = ibkrNumber(transfer.price);
  const { name: _, ...instrument } = contract;
  return {
    execution_id: transfer.executionId,
    account: transfer.account,
    executed_at: transfer.at,
    action: 'transfer',
    ...instrument,
    quantity: ibkrNumber(written).replace('-', ''),
    direction: told ?? (quantity < ZERO ? 'out' : 'in'),
    price: (parseDecimal(price) ?? ZERO) > ZERO ? price : null,
    currency: transfer.currency,
  };
}
