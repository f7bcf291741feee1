import { counted } from '../counted.js';
import { namedList } from '../named-list.js';
import type { PatternKind } from './hypothesis.js';
import { costlyText, type Month } from './month.js';
import type { PatternRow } from './pattern-row.js';
import type { UnderlyingPart } from './underlying-parts.js';

export const WEEKDAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays'];
export const NOUNS = { open: 'opens', roll: 'rolls', close: 'closes', hold: 'holds', any: 'decisions' };
export const REGIMES: Readonly<Record<string, string>> = {
  volatility_low: 'while volatility is low',
  volatility_middle: 'while volatility is usual',
  volatility_high: 'while volatility is high',
  earnings_near: 'with earnings near',
  dte_short: 'advised at up to a week',
  dte_middle: 'advised at one to three weeks',
  dte_long: 'advised at more than three weeks',
};
/** A loss that comes once in thirty times shows among so many. */
const ENOUGH_FOR_RARE = 60;

type Told = Omit<PatternRow, 'text' | 'kind' | 'underlyings'> & {
  kind: PatternKind;
  underlyings: readonly UnderlyingPart[];
  /** Times at which the habit could show, and how many of those at which it did were judged. */
  occasions: number;
  judged: number;
  month: Month;
};

/** A pattern as a sentence that a person understands, and what it costs as another. */
export function patternText(row: Told): string {
  return [habitText(row), costText(row)].filter((sentence) => sentence !== '').join(' ');
}

function habitText(row: Told): string {
  const { kind, action, cell, scope, scope_kind, changed, occasions, effect } = row;
  const noun = NOUNS[action];
  const where = scope_kind === 'regime' ? ` ${REGIMES[scope] ?? ''}` : '';
  const times = `${changed} of ${occasions}`;
  const thing = SHIFTED[kind];
  if (thing !== undefined) {
    if (occasions === 0) return `You have answered no ${noun}${where} yet.`;
    return effect === null
      ? `In ${occasions} ${noun}${where} you move ${thing} no more one way than the other.`
      : `You ${changeText(row)} in ${times} ${noun}${where}${mostlyOn(row)}.`;
  }
  switch (kind) {
    case 'premium_floor':
    case 'buy_back_floor':
      return `You leave ${times} ${noun} below ${dollars(cell)} undone${mostlyOn(row)}.`;
    case 'weekday_refusal':
      return `You leave ${times} ${noun} unanswered on ${WEEKDAYS[Number(cell) - 1] ?? ''}${mostlyOn(row)}.`;
    case 'earnings_quiet':
      return `You leave ${times} ${noun} within ${counted(Number(cell), 'session')} of earnings undone${mostlyOn(row)}.`;
    case 'early_exit':
      return `You close early in ${times} ${noun} with ${percent(Number(cell))} of the premium earned${mostlyOn(row)}.`;
    default:
      return scope_kind === 'underlying'
        ? `You leave ${times} ${noun} on ${scope} undone.`
        : `You leave ${times} ${noun} undone${mostlyOn(row)}.`;
  }
}

const SHIFTED: Partial<Record<PatternKind, string>> = {
  expiration_shift: 'the expiration',
  strike_shift: 'the strike',
  quantity_share: 'the quantity',
};

/** The underlyings of which it is the rule, where it is not that of all. */
function mostlyOn({ underlyings }: Told): string {
  const of = underlyings.filter(({ in_pattern }) => in_pattern).map(({ underlying }) => underlying);
  return of.length === 0 || of.length === underlyings.length ? '' : `, as a rule on ${namedList(of)}`;
}

function changeText({ kind, effect, effect_low, effect_high }: Told): string {
  const [least, most] = [effect_low ?? 0, effect_high ?? 0];
  const size = Math.abs(effect ?? 0);
  const between = ends(Math.abs(least), Math.abs(most));
  const more = (effect ?? 0) > 0;
  if (kind === 'quantity_share')
    return `trade ${percent(size)} (${percent(Math.min(least, most))} to ${percent(Math.max(least, most))}) of the advised quantity`;
  if (kind === 'strike_shift') return `go ${counted(size, 'strike')}${between} ${more ? 'higher' : 'lower'}`;
  return more
    ? `add ${counted(size, 'week')}${between} to the expiration`
    : `take ${counted(size, 'week')}${between} off the expiration`;
}

/** In brackets between what it lies, where that is no single number. */
function ends(a: number, b: number): string {
  return a === b ? '' : ` (${Math.min(a, b)} to ${Math.max(a, b)})`;
}

function costText({ cost, cost_low, cost_high, cost_status, judged, month }: Told): string {
  if (cost === null || cost_low === null || cost_high === null) return '';
  switch (cost_status) {
    case 'costly':
      return costlyText({ cost, low: cost_low, high: cost_high }, month);
    case 'affordable':
      return judged < ENOUGH_FOR_RARE
        ? 'It has cost nothing to speak of so far; a rare loss need not have shown itself.'
        : 'It costs nothing to speak of.';
    default:
      return '';
  }
}

function dollars(cell: string | null): string {
  return Number(cell).toFixed(2);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
