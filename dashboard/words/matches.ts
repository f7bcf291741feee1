import { wordsOf } from '../asking/words-of.js';
import type { AdviceSide, Match, TradeSide } from '../asking/shapes.js';
import { shortDayText } from './dates.js';
import { moneyText, numberText, priceText } from './numbers.js';

type Type = Match['match_type'];

/** The sign that stands before a type's word. */
const SIGNS: Readonly<Record<Type, string>> = {
  consent: '✓',
  modify: '✎',
  reject: '✗',
  independent: '+',
  no_action: '○',
  pending: '…',
};

export function signOf(type: Type): string {
  return SIGNS[type];
}

/**
 * What was done otherwise than advised: `strike +5`, `+7 days`; nothing where nothing was. Another contract has another
 * price by itself.
 */
export function differencesOf({ modification, flags }: Pick<Match, 'modification' | 'flags'>): string[] {
  if (flags.includes('close_only')) return ['closed only'];
  if (modification === null) return [];
  const { strike_diff, expiration_diff_days, premium_diff, quantity_diff, modified_fields } = modification;
  const isOther = [strike_diff, expiration_diff_days].some(Boolean);
  const differences = [
    differenceText('strike', strike_diff, 3),
    expiration_diff_days ? `${signed(expiration_diff_days, 0)} days` : null,
    isOther ? null : differenceText('price', premium_diff, 4),
    differenceText('contracts', quantity_diff, 4),
  ].filter((one) => one !== null);
  return differences.length > 0 ? differences : modified_fields.map(wordsOf);
}

function differenceText(name: string, difference: number | null, digits: number): string | null {
  return difference ? `${name} ${signed(difference, digits)}` : null;
}

function signed(value: number, digits: number): string {
  return numberText(value, { digits, signed: true });
}

export function hoursText(hours: number | null): string {
  if (hours === null) return '';
  if (Math.abs(hours) < 48) return `${numberText(hours, { digits: 1 })} h`;
  return `${numberText(hours / 24, { digits: 1 })} days`;
}

const VERDICTS: Readonly<Record<string, string>> = {
  user_better: 'you',
  algorithm_better: 'the advice',
  neutral: 'both alike',
  undetermined: 'cannot be told',
};

/** Who was right, in a word or two; null where nothing is known of it. */
export function verdictText(verdict: string | null | undefined): string | null {
  return verdict ? (VERDICTS[verdict] ?? wordsOf(verdict)) : null;
}

/** The result of the human's way beside the interval of the advised one's. */
export function comparedText({ outcome }: Pick<Match, 'outcome'>): string | null {
  if (outcome === null) return null;
  const { human_pnl, algorithm_low, algorithm_high, currency } = outcome;
  if (human_pnl === null || algorithm_low === null || algorithm_high === null) return null;
  const of = (amount: number) => moneyText(Math.round(amount), currency, { signed: true });
  return `${of(human_pnl)} vs ${of(algorithm_low)} to ${of(algorithm_high)}`;
}

/** What a person said of it, in a few words; null where nothing was. */
export function saidText({
  user_reason,
  reason_text,
  reviewed_at,
  excluded,
  exclusion_reason,
}: Match): string | null {
  const parts = [
    ...(excluded ? [`excluded (${wordsOf(exclusion_reason ?? 'no reason')})`] : []),
    ...(user_reason === null ? [] : [wordsOf(user_reason)]),
    ...(reason_text === null ? [] : [`“${reason_text}”`]),
    ...(user_reason === null && reviewed_at !== null ? ['reviewed'] : []),
  ];
  return parts.length === 0 ? null : parts.join(' · ');
}

/** The underlying of a match. */
export function symbolOf({ recommendation, execution }: Pick<Match, 'recommendation' | 'execution'>): string {
  return recommendation?.symbol ?? execution?.symbol ?? '';
}

/** A side in a row that has its underlying already: `roll 142.5C 21 Nov → 147.5C 28 Nov ×2 at 0.4`. */
export function briefText(side: AdviceSide | TradeSide | null): string {
  if (side === null) return 'nothing';
  const { action, right, strike, expiration, contracts, premium } = side;
  const from =
    'from_strike' in side && (side.from_strike !== null || side.from_expiration !== null)
      ? `${briefContract(right, side.from_strike, side.from_expiration)} →`
      : null;
  return [
    wordsOf(action),
    from,
    briefContract(right, strike, expiration),
    contracts === null ? null : `×${numberText(contracts, { digits: 4 })}`,
    premium === null ? null : `at ${priceText(premium)}`,
  ]
    .filter((part) => part)
    .join(' ');
}

function briefContract(right: string | null, strike: number | null, expiration: string | null): string {
  const option =
    strike === null ? '' : `${numberText(strike, { digits: 3 })}${(right ?? '').charAt(0).toUpperCase()}`;
  return [option, expiration === null ? '' : shortDayText(expiration)].filter((part) => part).join(' ');
}
