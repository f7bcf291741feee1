/** What the rows of an activity statement's sections mean. */
import { formatDecimal, parseDecimal, type Decimal } from '../../domain/number/decimal.js';
import type { IbkrCash } from './cash.js';
import { assetOf, contractOf, multiplierByWorth, writtenBySymbol, type IbkrContract } from './contract.js';
import type { IbkrCorporateAction } from './corporate-actions.js';
import { transferFields } from './flex-rows.js';
import type { SectionRow } from './sections.js';
import type { IbkrTrade } from './told-trade.js';
import { ibkrNumber, type IbkrDates } from './values.js';

export interface StatementRow {
  row: SectionRow;
  account: string;
  dates: IbkrDates;
}

export function contractOfRow({ row, dates }: StatementRow, multiplier = ''): IbkrContract | undefined {
  const written = writtenBySymbol(row.text('Symbol'), { multiplier });
  return contractOf({ ...written, asset: assetOf(row.text('Asset Category'), written) }, dates);
}

/** A row of the section `Trades`; undefined for an option whose contract is not named. */
export function statementTrade(
  told: StatementRow,
  multiplier: string,
  coarseness: number,
): IbkrTrade | undefined {
  const { row, account, dates } = told;
  const contract = contractOfRow(told, multiplier);
  if (contract === undefined) return undefined;
  const currency = row.text('Currency');
  const commission = row.find(/^comm(\b|\/)/i);
  const moved = row.find(/^mtm/i)?.text ?? '';
  const asset = assetOf(row.text('Asset Category'), {
    symbol: row.text('Symbol'),
    right: '',
    expiration: '',
  });
  const codes = row.text('Code');
  return {
    account,
    at: dates.time(row.text('Date/Time')),
    asset,
    contract,
    side: '',
    quantity: row.text('Quantity'),
    price: row.text('T. Price'),
    proceeds: row.text('Proceeds', 'Notional Value'),
    commission: commission?.text ?? '',
    commissionCurrency: / in ([A-Z]{3})$/.exec(commission?.heading ?? '')?.[1] ?? '',
    taxes: '',
    net: asset === 'future' ? sumOf(moved, commission?.text ?? '') : '',
    currency,
    codes,
    openClose: '',
    kind: '',
    executionId: '',
    orderId: '',
    sequence: '',
    coarseness,
  };
}

/** A future's cash on its day: what the market moved, and the commission. */
function sumOf(moved: string, commission: string): string {
  const [one, other] = [moved, commission].map((text) => parseDecimal(ibkrNumber(text) || '0'));
  return moved === '' || one === undefined || other === undefined ? '' : formatDecimal(one + other);
}

/** See {@link multiplierByWorth}. */
export function multiplierIn({ row }: StatementRow): string {
  return multiplierByWorth(
    row.text('Quantity'),
    row.text('T. Price'),
    row.text('Proceeds', 'Notional Value'),
  );
}

export function statementCash({ row, account, dates }: StatementRow, type: string): IbkrCash {
  return {
    account,
    at: dates.day(row.text('Date', 'Settle Date', 'Date/Time')),
    type,
    amount: row.text('Amount', 'Cash Amount'),
    currency: row.text('Currency'),
    symbol: row.text('Symbol'),
    description: row.text('Description'),
    coarseness: 1,
  };
}

/** Undefined where quantity or proceeds cannot be read. */
export function statementCorporateAction({
  row,
  account,
  dates,
}: StatementRow): IbkrCorporateAction | undefined {
  const [quantity, proceeds] = [row.text('Quantity'), row.text('Proceeds')].map((text) =>
    parseDecimal(ibkrNumber(text) || '0'),
  );
  if (quantity === undefined || proceeds === undefined) return undefined;
  const description = row.text('Description');
  const symbol = /\(([^(),]+),[^()]*\)$/.exec(description)?.[1] ?? /^([^(]+)\(/.exec(description)?.[1] ?? '';
  const written = writtenBySymbol(symbol.trim());
  return {
    account,
    at: dates.time(row.text('Date/Time', 'Report Date')),
    type: '',
    description,
    contract: contractOf({ ...written, asset: assetOf(row.text('Asset Category'), written) }, dates),
    actionId: '',
    quantity,
    proceeds,
    currency: row.text('Currency'),
    codes: row.text('Code'),
    ratio: undefined,
    coarseness: 1,
    input: row.record,
  };
}

/** A transfer in kind as fields of the canonical record; the reason where a record cannot say it. */
export function statementTransfer(
  told: StatementRow,
): Record<string, unknown> | { reason: string; detail: string } {
  const { row, account, dates } = told;
  const contract = contractOfRow(told);
  if (contract === undefined) return { reason: 'option contract not named', detail: row.text('Symbol') };
  const written = row.text('Qty', 'Quantity');
  const quantity: Decimal | undefined = parseDecimal(ibkrNumber(written));
  return transferFields({
    account,
    at: dates.time(row.text('Date', 'Date/Time')),
    contract,
    direction: row.text('Direction'),
    quantity,
    written,
    price: row.text('Xfer Price'),
    currency: row.text('Currency'),
    executionId: '',
  });
}
