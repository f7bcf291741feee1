import { counted } from '../counted.js';
import { toFixed, ZERO, type Decimal } from '../number/decimal.js';
import type { IsoDate } from '../time/dates.js';
import { formatWeek, weekRange } from '../time/iso-week.js';
import type { Modification, WeekSummary } from './week.js';

/** How many of the weeks before the trend looks at. */
export const TREND_WEEKS = 6;

const UNDERLYINGS_NAMED = 3;

/**
 * What a person is told about a week, as plain text: what became of the advice, what was changed most, what the week
 * realised, how decisions on advice compare with the advice, and the divergence of the weeks before (`earlier`, oldest first). It says what was and passes no
 * judgement. `offScale` are lines on bars that are on another share count than the week's trades, and what would mend
 * them.
 */
export function weekMessage(
  summary: WeekSummary,
  earlier: readonly WeekSummary[],
  offScale: readonly string[] = [],
): string {
  const sections = [
    [`Week ${formatWeek(summary)}, ${dayRange(summary)}`],
    adviceLines(summary),
    modificationLines(summary),
    realisedLines(summary),
    comparisonLines(summary),
    trendLines(summary, earlier),
    offScale.length === 0 ? [] : ['Bars that do not fit', ...offScale.map((line) => `  ${line}`)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function adviceLines(summary: WeekSummary): string[] {
  const { recommendations, executions, consent, modify, reject, independent, pending, excluded } = summary;
  if (recommendations === 0 && executions === 0) return ['No advice and no trades.'];
  const otherPrice = filledAtAnotherPrice(summary);
  return [
    `${counted(recommendations, 'recommendation')}, ${counted(executions, 'fill')}.`,
    ...(recommendations > 0
      ? [`You followed ${consent}, changed ${modify - otherPrice} and passed on ${reject}.`]
      : []),
    ...(otherPrice > 0 ? [`Filled at another price: ${otherPrice}.`] : []),
    ...divergenceLine(summary, otherPrice),
    ...passiveLine(summary),
    ...(independent > 0 ? [`${counted(independent, 'trade')} of your own, without advice.`] : []),
    ...(summary.no_action > 0 ? [`Nothing could be done about ${summary.no_action}.`] : []),
    ...(pending > 0 ? [`Still open: ${pending}, in none of the rates until the window closes.`] : []),
    ...(excluded > 0 ? [`Set aside: ${excluded}, replaced by later advice or taken out.`] : []),
  ];
}

/** The market chose the price: advice that was followed in all but the premium is no change of the human's. */
function filledAtAnotherPrice({ top_modifications }: WeekSummary): number {
  const modifications = JSON.parse(top_modifications) as Partial<Modification>[];
  return modifications.find(({ field }) => field === 'premium')?.alone ?? 0;
}

function divergenceLine(
  {
    divergence_rate: rate,
    divergence_rate_low: low,
    divergence_rate_high: high,
    episodes,
    divergence_rate_by_episode: rateByEpisode,
  }: WeekSummary,
  otherPrice: number,
): string[] {
  if (rate === null || low === null || high === null) return [];
  const counting = otherPrice > 0 ? ', other prices counted in' : '';
  const byEpisode =
    episodes === null || rateByEpisode === null
      ? ''
      : `; counting what was asked again once, ${percent(rateByEpisode)} of ${episodes}`;
  return [`Divergence ${percent(rate)} (${percent(low)} to ${percent(high)})${counting}${byEpisode}.`];
}

function passiveLine({ consent_passive, consent_rate, consent_rate_active }: WeekSummary): string[] {
  if (consent_passive === 0 || consent_rate === null) return [];
  const without =
    consent_rate_active === null
      ? ''
      : `; without them you followed ${percent(consent_rate_active)} instead of ${percent(consent_rate)}`;
  return [`${consent_passive} of those followed were a hold or wait kept by doing nothing${without}.`];
}

function modificationLines(summary: WeekSummary): string[] {
  const modifications = (JSON.parse(summary.top_modifications) as Modification[]).filter(
    ({ field }) => field !== 'premium',
  );
  if (modifications.length === 0) return [];
  return [
    'What you changed',
    ...modifications.map(({ field, count, median_diff, by_underlying }) => {
      const named = by_underlying
        .slice(0, UNDERLYINGS_NAMED)
        .map(({ underlying, count: times }) => `${underlying} ${times}`);
      const unit = field === 'expiration' ? ' days' : '';
      const typical = median_diff === null ? '' : `, typically by ${signed(median_diff)}${unit}`;
      return `  ${field} ${counted(count, 'time')}${typical} (${named.join(', ')})`;
    }),
  ];
}

/** What closed in the week made, whatever opened it: the figure that a statement shows. */
function realisedLines({ realised_pnl, closings, currency }: WeekSummary): string[] {
  if (!closings) return [];
  const of = `in ${counted(closings, 'closing')}, with or without advice`;
  return [
    'What the week realised',
    realised_pnl === null
      ? `  ${counted(closings, 'closing')} in several currencies, which are not added up`
      : `  ${money(realised_pnl)} ${currency ?? ''} ${of}`,
  ];
}

/** Both sides of the same decisions, from the advice to a day they have in common: not what the week realised. */
function comparisonLines({
  pnl_human: human,
  pnl_algorithm_low: low,
  pnl_algorithm_mid: mid,
  pnl_algorithm_high: high,
}: WeekSummary): string[] {
  if (human === null || low === null || mid === null || high === null) return [];
  const [yours, advised] = [money(human), money(mid)];
  const width = Math.max(yours.length, advised.length);
  return [
    'Your decisions beside the advice, those that could be judged this week (not what was realised)',
    `  you            ${yours.padStart(width)}`,
    `  as advised     ${advised.padStart(width)}   (by model, between ${money(low)} and ${money(high)})`,
    human < low
      ? "  You did worse than the model's range."
      : human > high
        ? "  You did better than the model's range."
        : "  You are within the model's range: the two cannot be told apart.",
  ];
}

function trendLines(summary: WeekSummary, earlier: readonly WeekSummary[]): string[] {
  const before = earlier.slice(-TREND_WEEKS);
  if (before.length === 0 || summary.divergence_rate === null) return [];
  return [
    'Divergence, week by week',
    ...[...before, summary].map((week) => {
      const decided = week.consent + week.modify + week.reject;
      const rate = week.divergence_rate === null ? '   –' : percent(week.divergence_rate).padStart(4);
      return `  ${formatWeek(week)}  ${rate}  ${week.modify + week.reject} of ${decided}`;
    }),
  ];
}

function dayRange(summary: WeekSummary): string {
  const { from, to } = weekRange(formatWeek(summary));
  return `${day(from)} to ${day(to)}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function day(date: IsoDate): string {
  return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}

function money(amount: Decimal): string {
  return `${amount > ZERO ? '+' : ''}${toFixed(amount, 2)}`;
}
