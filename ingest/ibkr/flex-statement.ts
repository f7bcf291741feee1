import { newYorkDay } from '../../domain/time/calendar.js';
import { parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { normalTime } from '../../domain/records/record-fields.js';
import { finestLevel } from './finest-level.js';
import type { TradeIds } from './cancels.js';
import type { IbkrCorporateAction } from './corporate-actions.js';
import type { FlexRow } from './flex-rows.js';
import type { IbkrTrade, ReadTrade } from './told-trade.js';
import { ibkrNumber } from './values.js';

/** What is kept of a statement until its end, since only that shows what its rows come to. */
export function emptyStatement() {
  return {
    account: null as string | null,
    /** Which of the sections of trades and cash it has. */
    sections: new Set<'trades' | 'cash'>(),
    trades: finestLevel('order whose executions are listed'),
    cashRows: finestLevel('sum of cash rows that are listed one by one'),
    endings: [] as FlexRow[],
    /** Options that changed hands for nothing: trades, or ends that only the endings have. */
    unclear: [] as { trade: IbkrTrade; ids: TradeIds; row: FlexRow }[],
    /** How many contracts, and shares that they delivered, the trades have as ended. */
    ended: new Map<string, Decimal>(),
    actions: [] as IbkrCorporateAction[],
    ledger: [] as FlexRow[],
    totals: [] as FlexRow[],
    cash: new Map<string, Decimal>(),
  };
}

const ENDING_CODES = ['A', 'Ex', 'AEx', 'MEx', 'Ep', 'GEA'];

/** True for what may be reported again as the end of an option, or as the shares it delivered. */
export function mayBeEnding(read: ReadTrade): boolean {
  const { trade, action, codes } = read;
  const coded = ENDING_CODES.some((code) => codes.has(code));
  return coded || !/^(buy|sell)/.test(action) || /^book/i.test(trade.kind) || isTradeOfNothing(read);
}

export function isTradeOfNothing({ trade, action }: ReadTrade): boolean {
  return (
    trade.asset === 'option' && /^(buy|sell)/.test(action) && parseDecimal(ibkrNumber(trade.price)) === ZERO
  );
}

/** What all reports of one end share. */
export function endingKey({ trade }: ReadTrade): string {
  const at = normalTime(trade.at);
  const day = at === undefined ? trade.at : newYorkDay(at);
  return JSON.stringify([trade.account, trade.contract.name, day]);
}
