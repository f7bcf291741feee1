import { parseDecimal, toFixed, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { attribute, type FlexRow } from './flex-rows.js';
import { ibkrNumber } from './values.js';
import type { Parsed } from '../source-format.js';

/** Elements of sections of positions, sums, accruals and what trades and cash rows have already. */
const SILENT = new Set([
  'AccountInformation',
  'AssetSummary',
  'ChangeInDividendAccrual',
  'ChangeInNAV',
  'ChangeInPositionValue',
  'ClientFeesDetail',
  'CommissionCredit',
  'ComplexPosition',
  'ConversionRate',
  'CryptoBalance',
  'DepositsOnHold',
  'EquitySummaryByReportDateInBase',
  'EquitySummaryInBase',
  'FIFOPerformanceSummaryUnderlying',
  'FxLot',
  'FxPosition',
  'FxTransaction',
  'HardToBorrowDetail',
  'IncentiveCouponAccrualDetail',
  'InterestAccrualsCurrency',
  'Lot',
  'MTDYTDPerformanceSummaryUnderlying',
  'MTMPerformanceSummaryUnderlying',
  'MutualFundDividendDetails',
  'NetStockPosition',
  'OpenDividendAccrual',
  'OpenPosition',
  'PendingExcercise',
  'PriorPeriodPosition',
  'RoutingCommission',
  'SLBActivity',
  'SLBCollateral',
  'SLBFee',
  'SLBOpenContract',
  'SecurityInfo',
  'SymbolSummary',
  'TierInterestDetail',
  'TransactionTax',
  'TransferLot',
  'TradeTransfer',
  'UnbookedTrade',
  'UnbundledCommissionDetail',
  'UnsettledTransfer',
  'WashSale',
]);

/** Sections without a trade or cash; one that is not known and carries money is not passed over. */
export function unknownElement(row: FlexRow, name: string): Parsed[] {
  const amount = parseDecimal(ibkrNumber(attribute(row, 'amount', 'netCash')));
  if (SILENT.has(name) || amount === undefined || amount === ZERO)
    return [ignored(row, 'position, sum or other information')];
  return [reject(row, 'element with an amount not known', name)];
}

/**
 * True where the rows come to what the cash report says was added in its currency, to the cent; and for sums over
 * currencies.
 */
export function tiesOut(row: FlexRow, cash: ReadonlyMap<string, Decimal>): boolean {
  const [from, to] = [attribute(row, 'startingCash'), attribute(row, 'endingCash')].map((text) =>
    parseDecimal(ibkrNumber(text)),
  );
  const currency = attribute(row, 'currency');
  if (from === undefined || to === undefined || currency === 'BASE_SUMMARY') return true;
  return toFixed(to - from, 2) === toFixed(cash.get(currency) ?? ZERO, 2);
}

export function ignored({ input: { line } }: FlexRow, reason: string): Parsed {
  return { kind: 'ignored', line, reason };
}

export function reject({ input }: FlexRow, reason: string, value: string | undefined): Parsed {
  return { kind: 'reject', ...input, reason, detail: JSON.stringify((value ?? '').slice(0, 80)) };
}
