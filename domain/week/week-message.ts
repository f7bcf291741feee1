import { counted } from '../counted.js';
import { formatDecimal, toFixed, ZERO, type Decimal } from '../number/decimal.js';
import { coveredLessClause } from '../records/covered-less.js';
import { contractText } from '../records/trade-text.js';
import { sessionOnOrBefore } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { longDay } from '../time/day-text.js';
import { formatWeek, weekRange } from '../time/iso-week.js';
import { changedLine } from './changed-decision.js';
import type { WeekDetails } from './week-details.js';
import type { Modification, WeekSummary } from './week.js';

/** How many of the weeks before the trend looks at. */
export const TREND_WEEKS = 6;

/** So many lines of one kind are written out. */
const LINES = 8;

/**
 * What a person reads about a week, as plain text: what it realised; what became of the advice, in the words of the
 * record format; each decision that modified what was advised; how the decisions that ended compare with the advice;
 * and the divergence of the weeks before (`earlier`, oldest first). Whoever had no advice reads what was open instead.
 * It says what was and passes no judgement. Of a week in which nothing happened it is one line.
 */
export function weekMessage(
  summary: WeekSummary,
  earlier: readonly WeekSummary[],
  details: WeekDetails,
): string {
  const { offScale } = details;
  const heading = `Week ${formatWeek(summary)}, ${dayRange(summary)}`;
  const sections = [
    realisedLines(details),
    adviceLines(summary),
    changedLines(details),
    comparisonLines(summary, details),
    summary.recommendations === 0 ? openLines(details, weekRange(formatWeek(summary)).to) : [],
    trendLines(summary, earlier),
    offScale.length === 0 ? [] : ['Bars that do not fit', ...offScale.map((line) => `  ${line}`)],
  ].filter((lines) => lines.length > 0);
  if (sections.length === 0) return `${heading}: no advice, no trades, nothing closed.\n`;
  return `${[[heading], ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** What closed in the week made, whatever opened it: the figure that a statement shows, in each currency. */
function realisedLines({ realised, unknown_closings }: WeekDetails): string[] {
  return [
    ...realised.map(
      ({ pnl, currency, closings }) =>
        `Realised this week: ${money(pnl, currency)}, ${counted(closings, 'closing')}`,
    ),
    ...(unknown_closings > 0
      ? [`${counted(unknown_closings, 'closing')} more, of which the opening is not in your files.`]
      : []),
  ];
}

function adviceLines(summary: WeekSummary): string[] {
  const { recommendations, executions, consent, modify, reject, independent, pending, excluded } = summary;
  if (recommendations === 0 && executions === 0) return [];
  const inPriceAlone = modifiedInPriceAlone(summary);
  return [
    `${recommendations > 0 ? counted(recommendations, 'recommendation') : 'No advice'}, ${counted(executions, 'fill')}.`,
    ...(recommendations > 0 ? [`Consent ${consent}, modify ${modify}, reject ${reject}.`] : []),
    ...(inPriceAlone > 0 ? [`Modified in the price alone: ${inPriceAlone}.`] : []),
    ...divergenceLines(summary),
    ...passiveLine(summary),
    ...(independent > 0 ? [`Independent: ${counted(independent, 'trade')} without advice.`] : []),
    ...(summary.no_action > 0 ? [`No action possible: ${summary.no_action}.`] : []),
    ...(pending > 0 ? [`Pending: ${pending}. The rates leave them out until they are decided.`] : []),
    ...(excluded > 0 ? [`Excluded: ${excluded}, superseded by later advice or taken out.`] : []),
  ];
}

/** Advice that was followed in all but the premium: the market chose the price. */
function modifiedInPriceAlone({ top_modifications }: WeekSummary): number {
  const modifications = JSON.parse(top_modifications) as Partial<Modification>[];
  return modifications.find(({ field }) => field === 'premium')?.alone ?? 0;
}

function divergenceLines({
  divergence_rate: rate,
  divergence_rate_low: low,
  divergence_rate_high: high,
  consent,
  modify,
  reject,
  episodes,
  divergence_rate_by_episode: rateByEpisode,
}: WeekSummary): string[] {
  if (rate === null || low === null || high === null) return [];
  return [
    `Divergence ${percent(rate)}: ${modify + reject} of ${consent + modify + reject} modified or rejected (95 % interval ${percent(low)} to ${percent(high)}).`,
    ...(episodes === null || rateByEpisode === null
      ? []
      : [
          `By episode, where advice that is asked again counts once: ${percent(rateByEpisode)} of ${episodes}.`,
        ]),
  ];
}

function passiveLine({ consent_passive, consent_rate, consent_rate_active }: WeekSummary): string[] {
  if (consent_passive === 0 || consent_rate === null) return [];
  const without =
    consent_rate_active === null
      ? ''
      : ` Without that the consent rate is ${percent(consent_rate_active)} instead of ${percent(consent_rate)}.`;
  return [`Of the consent, ${consent_passive} by doing nothing on a hold or wait.${without}`];
}

function changedLines({ changed }: WeekDetails): string[] {
  return changed.length === 0 ? [] : ['What you modified', ...cut(changed.map(changedLine))];
}

/** The first lines, and how many more there are. */
function cut(lines: readonly string[]): string[] {
  const more = lines.length - LINES;
  return [...lines.slice(0, LINES), ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `  ${line}`);
}

/** Both sides of the same decisions, from the advice to a day they have in common: not what the week realised. */
function comparisonLines(
  { pnl_human: human, pnl_algorithm_low: low, pnl_algorithm_mid: mid, pnl_algorithm_high: high }: WeekSummary,
  { judged: { decisions, currency } }: WeekDetails,
): string[] {
  if (human === null || low === null || mid === null || high === null) return [];
  const [yours, advised] = [money(human, currency), money(mid, currency)];
  const width = Math.max(yours.length, advised.length);
  return [
    `Decisions with advice that ended this week: ${decisions}, each from the advice to its end`,
    `  you          ${yours.padStart(width)}`,
    `  as advised   ${advised.padStart(width)}   by model, 90 % interval ${money(low)} to ${money(high)}`,
    human < low
      ? "  You did worse than the model's range."
      : human > high
        ? "  You did better than the model's range."
        : "  You are within the model's range: the two cannot be told apart.",
  ];
}

/**
 * What was open when the week ended, or when what is known of it does: `day` is its last. The heading names the
 * accounts whose files end before.
 */
function openLines({ open, open_on, covered_less }: WeekDetails, day: IsoDate): string[] {
  if (open.length === 0 || open_on === null) return [];
  const end = open_on < sessionOnOrBefore(day) ? longDay(open_on) : 'the week';
  return [
    `Open at the end of ${end}${coveredLessClause(covered_less, longDay)}`,
    ...cut(
      open.map(({ underlying, quantity, ...contract }) => {
        const name = contract.right === null ? 'shares' : contractText(contract, day);
        return `${formatDecimal(quantity)} ${underlying} ${name}`;
      }),
    ),
  ];
}

function trendLines(summary: WeekSummary, earlier: readonly WeekSummary[]): string[] {
  const before = earlier.slice(-TREND_WEEKS);
  if (before.length === 0 || summary.divergence_rate === null) return [];
  return [
    'Divergence, week by week',
    ...[...before, summary].map((week) => {
      const decided = week.consent + week.modify + week.reject;
      const rate = week.divergence_rate === null ? '    –' : percent(week.divergence_rate).padStart(5);
      return `  ${formatWeek(week)}  ${rate}  ${week.modify + week.reject} of ${decided}`;
    }),
  ];
}

function dayRange(summary: WeekSummary): string {
  const { from, to } = weekRange(formatWeek(summary));
  return `${longDay(from)} to ${longDay(to)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function money(amount: Decimal, currency: string | null = null): string {
  const text = `${amount > ZERO ? '+' : ''}${toFixed(amount, 2)}`;
  return currency === null ? text : `${text} ${currency}`;
}
