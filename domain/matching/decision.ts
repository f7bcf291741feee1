import type { Terms } from '../advice/asked-terms.js';
import type { Decimal } from '../number/decimal.js';
import type { IsoDate } from '../time/dates.js';
import type { Effect } from './trade-effect.js';

/** As much of a fill as one decision owns. */
export interface FillPart {
  record_id: string;
  quantity: Decimal;
}

/** What the human did in one stroke: a single trade, or a roll that closes one contract and opens another. */
export interface Decision extends Terms {
  /** Of its fill groups' first fills; later fills change nothing about it. */
  decision_id: string;
  account: string;
  /** Of a single trade; null of a roll, which closes and opens. */
  effect: Effect | null;
  quantity: Decimal;
  /** The first fill's time and its trading date. */
  at: string;
  trading_date: IsoDate;
  /** The last fill's trading date. */
  fills_through: IsoDate;
  /** Sorted. A fill that is partly a roll's and partly the excess's is in both. */
  execution_ids: readonly string[];
  /** The fills, sorted by record, and how much of each is this decision's; the parts of a fill add up to it. */
  parts: readonly FillPart[];
}
