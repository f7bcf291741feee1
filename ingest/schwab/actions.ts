import type { CashFlow, TradeAction } from '../../domain/records/records.js';

const TRADES: ReadonlyMap<string, TradeAction> = new Map([
  ['buy', 'buy'],
  ['sell', 'sell'],
  ['sell short', 'sell_to_open'],
  ['buy to cover', 'buy_to_close'],
  ['reinvest shares', 'buy'],
  ['buy to open', 'buy_to_open'],
  ['buy to close', 'buy_to_close'],
  ['sell to open', 'sell_to_open'],
  ['sell to close', 'sell_to_close'],
]);

/** The trade that an action names, if it names one; `cancel …` names the one that it voids. */
export function schwabTrade(action: string): { action: TradeAction; cancels: boolean } | undefined {
  const voided = /^cancel(?:led)? (.*)$/.exec(action)?.[1];
  const trade = TRADES.get(voided ?? action);
  return trade === undefined ? undefined : { action: trade, cancels: voided !== undefined };
}

/** What another action means: see {@link schwabEvent}. */
export type SchwabEvent =
  | 'expire'
  | 'assign'
  | 'exercise'
  | 'split'
  | 'reorganisation'
  | 'arrival'
  | 'move'
  | 'payment'
  | 'unknown'
  | CashFlow['kind'];

/**
 * The first that fits. The names are of few words, but Schwab has very many of them: most are known by a word they
 * share.
 */
const EVENTS: readonly (readonly [RegExp, SchwabEvent])[] = [
  [/^expired$/, 'expire'],
  [/^assigned$/, 'assign'],
  [/^(exchange or exercise|exercised?)$/, 'exercise'],
  [/^(stock|forward) split$|^stock (div(idend)? )?dist|^stock dividend/, 'split'],
  [
    /split|merger|name change|symbol change|conversion|reorg|redemption|^exchange|tender|cusip|liquidation|^matur/,
    'reorganisation',
  ],
  [/^spin-?off|^stock plan activity/, 'arrival'],
  [/^cash in lieu/, 'adjustment'],
  [/\bfees?\b|\btax(es)?\b|\bwithh(old|olding|eld)?\b|commission/, 'fee'],
  [/\bint(erest)?\b/, 'interest'],
  [
    /\bdiv(idend)?s?\b|cap(ital)? gain|return of capital|^roc\b|substitute|\bsub inc\b|\broyalty\b|^in lieu/,
    'dividend',
  ],
  [/^journal|^security transfer|^internal transfer|transfer of (security|account)|^shares? |sweep/, 'move'],
  [
    /moneylink|wire|funds|bank transfer|\bach\b|check|\batm\b|visa|debit|deposit|withdraw|bill pay|rollover|contrib/,
    'payment',
  ],
];

/** What an action, in small letters, means. */
export function schwabEvent(action: string): SchwabEvent {
  return EVENTS.find(([pattern]) => pattern.test(action))?.[1] ?? 'unknown';
}
