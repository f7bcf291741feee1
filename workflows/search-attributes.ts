import { defineSearchAttributeKey } from '@temporalio/common';
import { patched, upsertSearchAttributes } from '@temporalio/workflow';
import { isIsoDate, type DateRange } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';

/** Which step a run is, by the name that people know. */
const STEP = defineSearchAttributeKey('Step', 'KEYWORD');
/** The day it is about, of several the last. */
const TRADING_DATE = defineSearchAttributeKey('TradingDate', 'KEYWORD');
/**
 * The first and the last of the days it is about: `TradingFrom <= "2022-03-01" AND TradingTo >= "2022-03-01"` finds
 * what has to do with that day. No list of the days: the server takes 2 kB a value, and those of a year are more.
 */
const TRADING_FROM = defineSearchAttributeKey('TradingFrom', 'KEYWORD');
const TRADING_TO = defineSearchAttributeKey('TradingTo', 'KEYWORD');
/** The ISO week that all its days are in. */
const WEEK = defineSearchAttributeKey('Week', 'KEYWORD');
/** The accounts it is about, where it is about some of them. */
const ACCOUNT = defineSearchAttributeKey('Account', 'KEYWORD_LIST');

/** What runs are found by in the workflow UI, all of it text. */
export const SEARCH_ATTRIBUTES = [STEP, TRADING_DATE, TRADING_FROM, TRADING_TO, WEEK, ACCOUNT];

/** What a run is about, as far as it is known. */
export interface About {
  days?: DateRange | undefined;
  accounts?: readonly string[];
}

/** Marks the run under way with its step and what its input says that it is about. */
export function mark(step: string, about: About = {}): void {
  upsertSearchAttributes([{ key: STEP, value: step }, ...pairsOf(about)]);
}

/** Marks the run with what its report says that it was about; not one that began before this was done. */
export function markFound(about: About): void {
  const pairs = pairsOf(about);
  if (pairs.length > 0 && patched('found by its report')) upsertSearchAttributes(pairs);
}

function pairsOf({ days, accounts = [] }: About) {
  const named = accountsThatFit(accounts);
  const areDays = days && isIsoDate(days.from) && isIsoDate(days.to);
  return [
    ...(areDays ? pairsOfDays(days) : []),
    ...(named.length > 0 ? [{ key: ACCOUNT, value: named }] : []),
  ];
}

function pairsOfDays({ from, to }: DateRange) {
  const week = weekOf(to);
  return [
    { key: TRADING_DATE, value: to },
    { key: TRADING_FROM, value: from },
    { key: TRADING_TO, value: to },
    ...(weekOf(from) === week ? [{ key: WEEK, value: week }] : []),
  ];
}

/** What the server takes of a value, in bytes of its JSON, and what a character may come to. */
const MOST_BYTES = 2_000;
const CHARACTER_BYTES = 3;

function accountsThatFit(accounts: readonly string[]): string[] {
  let bytes = 0;
  return accounts.filter(({ length }) => (bytes += CHARACTER_BYTES * (length + 1)) <= MOST_BYTES);
}
