import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { IsoDate } from '../domain/time/dates.js';

/** What a run is found by in the workflow UI: which step it is, and the day it is about, as text (`TradingDate STARTS_WITH "2026-01"`). */
export const STEP = defineSearchAttributeKey('Step', 'KEYWORD');
export const TRADING_DATE = defineSearchAttributeKey('TradingDate', 'KEYWORD');

/** Marks the run under way with its step and, where it is about one, its day. */
export function mark(step: string, tradingDate?: IsoDate): void {
  upsertSearchAttributes([
    { key: STEP, value: step },
    ...(tradingDate === undefined ? [] : [{ key: TRADING_DATE, value: tradingDate }]),
  ]);
}
