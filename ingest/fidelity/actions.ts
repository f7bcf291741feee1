import type { CashFlow } from '../../domain/records/records.js';

/** What the free text of an action means. */
export type FidelityEvent =
  | 'cancel'
  | 'core'
  | 'buy'
  | 'sell'
  | 'expire'
  | 'assign'
  | 'exercise'
  | 'reinvestment'
  | 'reorganisation'
  | 'redemption'
  | 'distribution'
  | 'move'
  | 'vesting'
  | 'lending'
  | 'payment'
  | 'unknown'
  | CashFlow['kind'];

/**
 * The first that fits; actions begin with what they are, and go on with names of companies and banks that may say
 * anything.
 */
const EVENTS: readonly (readonly [RegExp, FidelityEvent])[] = [
  [/^(BUY|SELL|SHORT) CANCEL|^CANCEL|CXL DESCRIPTION|\bCANCELLED TRADE\b/, 'cancel'],
  [/\b(INTO|FROM) CORE ACCOUNT\b/, 'core'],
  [/^(YOU )?BOUGHT\b/, 'buy'],
  [/^(YOU )?SOLD\b/, 'sell'],
  [/^EXPIRED\b/, 'expire'],
  [/^ASSIGNED\b/, 'assign'],
  [/^EXERCISED?\b/, 'exercise'],
  [/^REINVESTMENT\b/, 'reinvestment'],
  [/^IN LIEU OF|^CASH IN LIEU/, 'adjustment'],
  [
    /^(REVERSE SPLIT|MERGER|NAME CHANGED?|EXCHANGED?|CONVERSION|CONVERTED|REORGANI[SZ]ATION|TENDER(ED)?|CUSIP CHANGE)\b/,
    'reorganisation',
  ],
  [/^(REDEMPTION|REDEEMED|MATURED|CALLED|FULL CALL|PARTIAL CALL)\b/, 'redemption'],
  [/^(STOCK )?(DISTRIBUTION|SPLIT)\b|^STOCK DIVIDEND|^FORWARD SPLIT|^SPIN-?OFF/, 'distribution'],
  [
    /^(TRANSFER OF ASSETS|TRANSFERRED|TRANSFER|JOURNALED|SHARES (DEPOSITED|DELIVERED|RECEIVED)|DEPOSITED|DELIVERED)\b/,
    'move',
  ],
  [/^(YOU LOANED|LOAN RETURNED|LOANED)\b/, 'lending'],
  [
    /^(ELECTRONIC FUNDS|DIRECT (DEPOSIT|DEBIT)|CHECK|DEBIT (CARD|CRD)|CASH ADVANCE|ATM|BILL PAY(MENT)?|WIRE|FUNDS|(PARTIC |CO |EMPLOYER |CASH )?CONTR|(NORMAL|EARLY|PREM|PARTIAL|FULL) DIST|QUALIFIED DIST|ROLLOVER|P2P|MOBILE|DEPOSIT|WITHDRAWAL)/,
    'payment',
  ],
  [/^([\w-]+ ){0,3}(FEE|FEES|TAX(?!-)|COMMISSION)\b|^(ADR|ADVISORY)\b/, 'fee'],
  [/^(\w+[ -]){0,3}(INTEREST|INT)\b/, 'interest'],
  [
    /^(\w+[ -]){0,3}(DIVIDEND|DIV|CAP GAIN|CAPITAL GAIN)\b|^RETURN OF CAPITAL|^ROYALTY|^SUBSTITUTE PAY|^PAYMENT IN LIEU/,
    'dividend',
  ],
];

/** What an action, on one line in capitals, means. */
export function fidelityEvent(action: string): FidelityEvent {
  return EVENTS.find(([pattern]) => pattern.test(action))?.[1] ?? 'unknown';
}

/** What a cancelled trade was: `SHORT CANCEL` is that of a short sale. */
export function cancelledSide(action: string): 'buy' | 'sell' {
  return /^SHORT CANCEL\b|\b(SELL|SOLD)\b/.test(action) ? 'sell' : 'buy';
}

const CORE_SYMBOLS = new Set(['SPAXX', 'FDRXX', 'FZFXX', 'FCASH', 'FTEXX', 'FMOXX', 'FNSXX', 'CORE']);
const CORE_WORDS = /\bFDIC[- ]INSURED DEPOSIT\b|\bHELD IN (FCASH|MONEY MARKET)\b|\bFIDELITY CASH RESERVES\b/;

/** True for the position that holds an account's cash: a money market fund or bank deposits at one dollar a share. */
export function isCorePosition(symbol: string | null | undefined, words: string): boolean {
  return CORE_SYMBOLS.has(symbol ?? '') || CORE_WORDS.test(words);
}
