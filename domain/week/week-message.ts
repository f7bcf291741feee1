import { shortId } from '../short-id.js';
import { counted } from '../counted.js';
import { formatDecimal } from '../number/decimal.js';
import { coveredLessClause } from '../records/covered-less.js';
import { contractText } from '../records/trade-text.js';
import { sessionOnOrBefore } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { longDay } from '../time/day-text.js';
import { formatWeek, weekRange } from '../time/iso-week.js';
import { adviceLines } from './advice-lines.js';
import { cut } from './cut.js';
import { resultLines } from './result-lines.js';
import { weekAheadLines } from './week-ahead.js';
import type { WeekDetails } from './week-details.js';
import type { WeekSummary } from './week.js';

/** A message is no longer than this, so that it is read. */
export const MOST_LINES = 45;
const MOST_OPEN = 8;
const MOST_UNTIED = 2;
const MOST_PATTERNS = 3;
const MOST_CANDIDATES = 1;
const MOST_WATCHED = 2;
const MOST_QUESTIONS = 5;

/**
 * What a person reads about a week, as plain text: what became of the advice and each changed decision; whether all
 * ties out; the week ahead; what only they can answer; what the week realised, and how the decisions that ended compare
 * with the advice; habits; what the algorithm could become. Whoever had no advice reads what was open instead. It says
 * what was and passes no judgement. Of a week in which nothing happened it is one line.
 */
export function weekMessage(summary: WeekSummary, details: WeekDetails): string {
  const heading = `WEEKLY LEARNING SUMMARY (${formatWeek(summary)})`;
  const { from, to } = weekRange(formatWeek(summary));
  const open = summary.recommendations === 0 ? openLines(details, to) : [];
  if (isEmpty(summary, details) && open.length === 0)
    return `${heading}: no advice, no trades, nothing closed.\n`;
  const others = [
    open,
    tiesLines(details),
    weekAheadLines(details.ahead, to),
    questionLines(details),
    resultLines(summary, details),
    patternLines(summary, details),
    candidateLines(summary, details),
  ].filter((lines) => lines.length > 0);
  const rest = others.reduce((sum, lines) => sum + lines.length + 1, 3);
  const without = adviceLines(summary, { ...details, changed: [] }, 0).length;
  const advice = adviceLines(summary, details, MOST_LINES - rest - without - 1);
  const sections = [[heading, `${longDay(from)} to ${longDay(to)}`], advice, ...others];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function isEmpty(summary: WeekSummary, { realised, unknown_closings, untied }: WeekDetails): boolean {
  const { recommendations, executions } = summary;
  return recommendations + executions + realised.length + unknown_closings + untied.length === 0;
}

/** Whether figures can be relied on: cash against what the files say, bars, how far accounts are known. */
function tiesLines({ untied, covered_less }: WeekDetails): string[] {
  const known = covered_less.map(
    ({ account, covered_through }) =>
      `${account} is known through ${longDay(covered_through)}: import its next file`,
  );
  const lines = [...untied, ...known];
  if (lines.length === 0) return ['TIES OUT: cash, prices and coverage.'];
  return ['DOES NOT TIE OUT', ...cut(lines, MOST_UNTIED).map((line) => `  ${line}`)];
}

function questionLines({ questions }: WeekDetails): string[] {
  if (questions.length === 0) return [];
  return [
    'QUESTIONS, a key each with "npx tradeloop review"',
    ...questions.slice(0, MOST_QUESTIONS).map((question, at) => `  ${at + 1}. ${question}`),
  ];
}

/** Those that are found come first; of others how many more decisions would show whether they are any. */
function patternLines(summary: WeekSummary, { unsure }: WeekDetails): string[] {
  const found = JSON.parse(summary.patterns) as { text: string }[];
  const texts = [
    ...found.map(({ text }) => text),
    ...unsure.map(
      ({ text, needed }) => `${text} May be chance: ${counted(needed, 'more decision')} would make it sure.`,
    ),
  ];
  return [
    `PATTERNS DETECTED: ${found.length}`,
    ...bullets(texts, MOST_PATTERNS, othersText(found.length - MOST_PATTERNS, 'patterns list')),
  ];
}

/** What was implemented comes behind what could be, then the model, whose line is one of theirs. */
function candidateLines({ candidates }: WeekSummary, { watched, model }: WeekDetails): string[] {
  const open = JSON.parse(candidates) as { candidate_id: string; text: string }[];
  const texts = open.map(
    ({ candidate_id, text }) => `${text} See "npx tradeloop candidates show ${shortId(candidate_id)}".`,
  );
  return [
    `V4 CANDIDATES: ${open.length}`,
    ...bullets(texts, MOST_CANDIDATES, othersText(open.length - MOST_CANDIDATES, 'candidates list')),
    ...bullets(watched, model === null ? MOST_WATCHED : MOST_WATCHED - 1),
    ...(model === null ? [] : [model]),
  ];
}

/** Where those are that are not shown, if there are any. */
function othersText(more: number, command: string): string {
  return more > 0 ? ` ${more} more: "npx tradeloop ${command}".` : '';
}

/** At most so many, `end` behind the last. */
function bullets(texts: readonly string[], most: number, end = ''): string[] {
  const shown = texts.slice(0, most);
  return shown.map((text, at) => `• ${text}${at === shown.length - 1 ? end : ''}`);
}

/**
 * What was open when the week ended, or when what is known of it does: `day` is its last. The heading names the
 * accounts whose files end before.
 */
function openLines({ open, open_on, covered_less }: WeekDetails, day: IsoDate): string[] {
  if (open.length === 0 || open_on === null) return [];
  const end = open_on < sessionOnOrBefore(day) ? longDay(open_on) : 'the week';
  const named = open.map(({ underlying, quantity, ...contract }) => {
    const name = contract.right === null ? 'shares' : contractText(contract, day);
    return `${formatDecimal(quantity)} ${underlying} ${name}`;
  });
  return [
    `OPEN at the end of ${end}${coveredLessClause(covered_less, longDay)}`,
    ...cut(named, MOST_OPEN).map((line) => `  ${line}`),
  ];
}
