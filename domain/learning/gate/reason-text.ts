import { betText } from '../../evidence/bet-text.js';
import type { Reason } from './gate.js';

/** Rules whose value is the logarithm of what a bet has grown to. */
const BETS: ReadonlySet<string> = new Set([
  'evidence',
  'evidence_against',
  'evidence_by_day',
  'evidence_base_rate',
]);

/** What a rule asks for, and what was seen: `sure to be better (evidence: a bet of 1 became 0.19, asked 100)`. */
export function reasonText({ rule, text, value, limit }: Reason): string {
  return BETS.has(rule) && typeof value === 'number' && typeof limit === 'number'
    ? `${text} (${rule}: a bet of 1 became ${betText(value)}, asked ${betText(limit)})`
    : `${text} (${rule}: ${shown(value)}, asked ${shown(limit)})`;
}

function shown(value: number | string | null): string {
  if (value === null) return 'nothing';
  return typeof value === 'string' ? value : String(Number(value.toFixed(2)));
}
