import { compare } from '../compare.js';
import { advisedText, tradedText, type ToldMatch } from '../matching/match-words.js';
import { decimalIn, contractText, type Contract } from '../records/trade-text.js';
import { abs, divide, formatDecimal, toFixed, type Decimal } from '../number/decimal.js';
import { sessionsAfter } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { longDay, shortDay, weekdayName } from '../time/day-text.js';

/** What there is to say after a session. */
export interface MorningFacts {
  /** The session. */
  day: IsoDate;
  /** Its advice that counts, in the order in which it is to be read. */
  advice: readonly ToldMatch[];
  /** What was open at its end; quantities below zero are owed. */
  open: readonly (Contract & { underlying: string; quantity: Decimal })[];
  /** What is wrong and what to do about it, a line each. */
  problems: readonly string[];
}

/** Whatever expires by the end of so many sessions is near. */
const NEAR_SESSIONS = 2;

/**
 * What a person reads on the morning after a session, as plain text: its advice a line each, what expires within two
 * sessions, and what is wrong. Null where there is nothing to say: then no message is sent.
 */
export function morningMessage({ day, advice, open, problems }: MorningFacts): string | null {
  const sections = [
    section('Advice', advice.map(adviceLine)),
    section('Expires within two sessions', expiringLines(open, day)),
    section('To look at', problems),
  ].filter((lines) => lines.length > 0);
  if (sections.length === 0) return null;
  return `${[[`After ${weekdayName(day)}, ${longDay(day)}`], ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];
}

function adviceLine(match: ToldMatch): string {
  return `${String(match['underlying'])}  ${advisedText(match)}: ${whatBecame(match)}`;
}

function whatBecame(match: ToldMatch): string {
  const isPending = match.match_type === 'pending';
  if (match.execution_ids.length > 0)
    return `you ${tradedText(match)} (${differences(match)})${isPending ? ', pending' : ''}`;
  switch (match.match_type) {
    case 'pending':
      return match.action === 'hold' || match.action === 'wait'
        ? 'pending, kept so far'
        : 'pending, no trade yet';
    case 'consent':
      return 'consent, kept';
    case 'no_action':
      return 'no action possible';
    default:
      return match['cause'] === 'contradicted' ? 'rejected: you did the contrary' : 'rejected';
  }
}

/** `-7 days, premium -55 %`, or `as advised`. */
function differences(match: ToldMatch): string {
  const strike = decimalIn(match['strike_diff']);
  const days = match['expiration_diff_days'];
  const quantity = decimalIn(match['quantity_diff']);
  const parts = [
    ...(match.flags.includes('close_only') ? ['not rolled'] : []),
    ...(strike === null || strike === 0n ? [] : [`strike ${signed(strike)}`]),
    ...(typeof days === 'number' && days !== 0 ? [`${days > 0 ? '+' : ''}${days} days`] : []),
    ...(quantity === null || quantity === 0n ? [] : [`quantity ${signed(quantity)}`]),
    ...premiumDifference(match),
  ];
  return parts.length === 0 ? 'as advised' : parts.join(', ');
}

function premiumDifference(match: ToldMatch): string[] {
  const [difference, advised] = [decimalIn(match['premium_diff']), decimalIn(match['advised_premium'])];
  if (difference === null || advised === null || difference === 0n || advised === 0n) return [];
  const percent = toFixed(divide(difference * 100n, abs(advised)), 0);
  return [`premium ${difference > 0n ? '+' : ''}${percent} %`];
}

function signed(value: Decimal): string {
  return `${value > 0n ? '+' : ''}${formatDecimal(value)}`;
}

/** The last day that is near after a session. */
export function nearUntil(day: IsoDate): IsoDate {
  return sessionsAfter(day, NEAR_SESSIONS);
}

function expiringLines(open: MorningFacts['open'], day: IsoDate): string[] {
  const until = nearUntil(day);
  return open
    .flatMap(({ expiration, ...held }) =>
      expiration === null || expiration > until ? [] : [{ ...held, on: expiration }],
    )
    .sort((a, b) => compare(a.on, b.on))
    .map(({ underlying, quantity, on, ...contract }) => {
      const name = contractText({ ...contract, expiration: null }, day);
      return `${weekdayName(on)}, ${shortDay(on, day)}: ${formatDecimal(quantity)} ${underlying} ${name}`;
    });
}
