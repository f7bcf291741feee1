import type { Decimal } from '../number/decimal.js';
import type { Contract } from '../records/trade-text.js';

/** What is held of one contract, and owed: a quantity below zero. */
export type OpenPosition = Contract & { underlying: string; quantity: Decimal };
