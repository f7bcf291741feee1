import { counted } from '../counted.js';
import { changedLine } from './changed-decision.js';
import { cut } from './cut.js';
import type { WeekDetails } from './week-details.js';
import type { Modification, WeekSummary } from './week.js';

/** So many changed decisions are written out. */
const MOST_CHANGED = 8;

/**
 * What became of the advice, as a tree: how often it was followed, changed, left, and what was traded without any; a
 * line for each changed decision, at most `room`. Below it what no rate counts, and how much diverged by choice.
 */
export function adviceLines(summary: WeekSummary, { changed }: WeekDetails, room: number): string[] {
  const { recommendations, consent, consent_passive, modify, reject, independent } = summary;
  const inPriceAlone = modifiedInPriceAlone(summary);
  const own = cut(changed.map(changedLine), Math.max(1, Math.min(MOST_CHANGED, room)));
  return [
    `RECOMMENDATIONS: ${recommendations}`,
    `├─ Consent: ${consent}${ofThem(consent_passive, consent, 'by doing nothing')}`,
    `├─ Modified: ${modify}${ofThem(inPriceAlone, modify, 'in the price alone')}`,
    ...own.map((line) => `│    ${line}`),
    `├─ Rejected: ${reject}`,
    `└─ Independent: ${independent}`,
    ...notCountedLine(summary),
    ...divergenceLine(summary),
  ];
}

/** How many of some were so: `, 6 of them by doing nothing`, `, all by doing nothing`. */
function ofThem(count: number, all: number, how: string): string {
  if (count === 0) return '';
  if (count < all) return `, ${count} of them ${how}`;
  return all === 1 ? `, ${how}` : `, all ${how}`;
}

/** Advice that was followed in all but the premium: the market chose the price. */
function modifiedInPriceAlone({ top_modifications }: WeekSummary): number {
  const modifications = JSON.parse(top_modifications) as Partial<Modification>[];
  return modifications.find(({ field }) => field === 'premium')?.alone ?? 0;
}

function notCountedLine({ no_action, pending, excluded }: WeekSummary): string[] {
  const parts = [
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(no_action > 0 ? [`${no_action} could not be done`] : []),
    ...(excluded > 0 ? [`${excluded} superseded or excluded`] : []),
  ];
  return parts.length === 0 ? [] : [`Beside these: ${parts.join(', ')}.`];
}

/** By decision: what is asked day after day counts once, and a price is no choice. */
function divergenceLine({
  active,
  active_modified,
  active_refused,
  divergence_chosen: rate,
  divergence_chosen_low: low,
  divergence_chosen_high: high,
}: WeekSummary): string[] {
  if (active === null || rate === null || low === null || high === null) return [];
  return [
    `Of ${counted(active, 'decision')} you changed ${active_modified} and left ${active_refused} by choice: ${percent(rate)} (95 % interval ${percent(low)} to ${percent(high)}).`,
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
