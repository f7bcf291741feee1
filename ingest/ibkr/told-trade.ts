import type { Decimal } from '../../domain/number/decimal.js';
import type { InputRecord } from '../checked-record.js';
import type { IbkrAsset, IbkrContract } from './contract.js';

/**
 * A trade, or how a contract ended, as any of the broker's reports has it; texts as written, empty where it says
 * nothing.
 */
export interface IbkrTrade {
  account: string | null;
  /** An instant, a day, or what could not be read as either. */
  at: string;
  asset: IbkrAsset;
  contract: IbkrContract;
  /** `BUY`, `SELL (Ca.)`; the quantity's sign says it where this does not. */
  side: string;
  quantity: string;
  price: string;
  proceeds: string;
  /** Below zero when it was paid, as taxes. */
  commission: string;
  commissionCurrency: string;
  taxes: string;
  /** Cash of the trade in its currency, costs included. */
  net: string;
  currency: string;
  /** `A`, `Ep`, `C;P`. */
  codes: string;
  /** `O`, `C`, `C;O` or nothing. */
  openClose: string;
  /** `ExchTrade`, `BookTrade`, `TradeCancel`, `Expiration`, … */
  kind: string;
  executionId: string;
  orderId: string;
  sequence: string;
  /** 0 for an execution reported in full; higher for what rounds, sums or leaves out more. */
  coarseness: number;
}

/** A trade that can be read. */
export interface ReadTrade {
  trade: IbkrTrade;
  input: InputRecord;
  action: string;
  /** Bought above zero, sold below. */
  signed: Decimal;
  codes: ReadonlySet<string>;
  /** Voids an earlier trade; `signed` is the other way round than that one's. */
  cancels: boolean;
  /** Of what voids a trade, what that trade did. */
  voids?: string;
}
