import { printable } from '../printable.js';
import { instrumentText, textOf } from '../records/row-text.js';
import { decimalIn, priceText } from '../records/trade-text.js';
import { textTable } from '../text-table.js';
import { wallClock } from '../time/zone.js';
import { intentText, type AdviceIntent } from './advice-intent.js';
import type { Considered } from './candidates.js';
import type { MatchFact } from './match-fact.js';
import { advisedText, sideBySide, tradedText, type ToldMatch } from './match-words.js';

type Row = Readonly<Record<string, unknown>>;

/** A match with all that it was made from and what became of it; rows are those of the tables. */
export interface ExplainedMatch {
  match: ToldMatch;
  /** The latest revision; null for a trade without advice. */
  recommendation: Row | null;
  executions: readonly Row[];
  /** When a trade answers the advice; null for a trade without advice. */
  window: { from: string; to: string } | null;
  candidates: readonly Considered[];
  /** Of those that were not chosen the one that fits best; null where none fits. */
  runner_up: Considered | null;
  counterfactual: Row | null;
  /** Why it is not known who was right; null where that is known, and for a trade without advice. */
  not_judged: string | null;
  /** What people said of it, in its order: lines of the journal. */
  facts: readonly (MatchFact | AdviceIntent)[];
}

/**
 * A match for a person: advice and trade side by side, the trades that were looked at, and what following the advice
 * would have made.
 */
export function matchLines(detail: ExplainedMatch, width: number): string[] {
  const { match } = detail;
  const sections = [
    headingOf(match),
    textTable(
      sideBySide(match),
      [
        { heading: '', of: ({ field }) => field },
        { heading: 'advised', right: true, of: ({ advised }) => advised },
        { heading: 'traded', right: true, of: ({ traded }) => traded },
        { heading: 'difference', right: true, of: ({ difference }) => difference },
        { heading: 'tolerance', of: ({ tolerance }) => tolerance },
      ],
      width,
    ),
    wordsOn(detail, match),
    fillLines(detail.executions, match.trading_date, width),
    candidateLines(detail, width),
    counterfactualLines(detail),
    factLines(detail),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function headingOf(match: ToldMatch): string[] {
  const {
    match_id,
    match_type,
    underlying,
    account,
    trading_date,
    excluded,
    exclusion_reason,
    cause,
    flags,
  } = match;
  const became = excluded === true ? `${match_type}, excluded: ${textOf(exclusion_reason)}` : match_type;
  const why = [...(typeof cause === 'string' ? [cause] : []), ...flags];
  return [
    `${textOf(underlying)}, ${trading_date}: ${became}${why.length === 0 ? '' : ` (${why.join(', ')})`}`,
    `match ${textOf(match_id)}, account ${textOf(account) || 'any'}`,
  ];
}

function wordsOn(detail: ExplainedMatch, match: ToldMatch): string[] {
  const { recommendation, window } = detail;
  const advised = advisedText(match, recommendation);
  const rationale = recommendation?.['rationale'];
  return [
    ...(advised === '' ? [] : [`advised  ${advised}`]),
    ...(typeof rationale === 'string' ? [`because  ${rationale}`] : []),
    ...(window === null ? [] : [`answers  from ${moment(window.from)} to ${moment(window.to)}, New York`]),
    `done     ${tradedText(match)}`,
    ...(match.match_type === 'independent' ? [`answers  ${noneOf(detail, match)}`] : []),
    ...(typeof match['score'] === 'number'
      ? [`score    ${percent(match['score'])} of a perfect answer`]
      : []),
    ...(typeof match['confidence'] === 'number'
      ? [`sure     ${percent(match['confidence'])}${nextBest(detail)}`]
      : []),
  ];
}

function nextBest({ runner_up }: ExplainedMatch): string {
  if (runner_up === null || runner_up.score === null) return '';
  return `, next best: ${runner_up.text} (${percent(runner_up.score)})`;
}

/** Why a trade answers no advice: the reason of the advice that came nearest to fitting. */
function noneOf({ candidates }: ExplainedMatch, { underlying }: ToldMatch): string {
  const [nearest, ...others] = candidates;
  if (nearest === undefined) return `no advice: there was none on ${textOf(underlying)} around that day`;
  const looked = others.length === 0 ? 'the one there was' : `none of the ${candidates.length} there were`;
  return `no advice, ${looked}: ${nearest.text}: ${nearest.why_not ?? ''}`;
}

function fillLines(executions: readonly Row[], beside: string, width: number): string[] {
  if (executions.length === 0) return [];
  const number = (name: string) => (row: Row) => {
    const value = decimalIn(row[name]);
    return value === null ? '' : priceText(value);
  };
  return [
    'Fills',
    ...textTable(
      executions,
      [
        { heading: 'time', of: ({ executed_at }) => moment(textOf(executed_at)) },
        { heading: 'action', of: ({ action }) => textOf(action).replaceAll('_', ' ') },
        {
          heading: 'what',
          of: (row) => instrumentText(row, beside),
        },
        { heading: 'quantity', right: true, of: ({ quantity }) => textOf(quantity) },
        { heading: 'price', right: true, of: number('price') },
        { heading: 'fees', right: true, of: number('fees') },
        { heading: 'amount', right: true, of: number('amount') },
        { heading: 'id', of: ({ execution_id }) => textOf(execution_id) },
      ],
      width,
    ),
  ];
}

function candidateLines({ candidates, recommendation }: ExplainedMatch, width: number): string[] {
  if (candidates.length === 0) return [];
  return [
    recommendation === null ? 'Advice that was looked at' : 'Trades that were looked at',
    ...textTable(
      candidates,
      [
        { heading: 'score', right: true, of: ({ score }) => (score === null ? '–' : percent(score)) },
        { heading: 'what', of: ({ text }) => text },
        { heading: 'why not', of: ({ chosen, why_not }) => (chosen ? 'chosen' : (why_not ?? '')) },
      ],
      width,
    ),
  ];
}

function counterfactualLines({ counterfactual, not_judged }: ExplainedMatch): string[] {
  if (not_judged !== null) return [`Who was right: not known, ${not_judged}`];
  if (counterfactual === null) return [];
  const { source, verdict, horizon, currency } = counterfactual;
  const amounts = ['human_pnl', 'pnl_mid', 'pnl_low', 'pnl_high'].map((name) =>
    decimalIn(counterfactual[name]),
  );
  const [human, mid, low, high] = amounts.map((amount) => (amount === null ? undefined : money(amount)));
  return [
    `Who was right, as of ${textOf(horizon)}: ${textOf(verdict).replaceAll('_', ' ')}`,
    `  you ${human}, as advised ${mid} ${textOf(currency)} (by ${textOf(source)}, 90 % interval ${low} to ${high})`,
  ];
}

/** What people said of it, a line each, whatever they said. */
function factLines({ facts }: ExplainedMatch): string[] {
  if (facts.length === 0) return [];
  return [
    'What was said',
    ...facts.map((fact) => `  ${moment(fact.at)} ${fact.by}: ${printable(factText(fact))}`),
  ];
}

function factText(fact: MatchFact | AdviceIntent): string {
  const noted = 'note' in fact && fact.note !== null ? ` (${fact.note})` : '';
  switch (fact.fact) {
    case 'match_linked':
      return `${fact.execution_ids.join(', ')} answers ${fact.recommendation_id}`;
    case 'match_unlinked':
      return `${fact.execution_ids.join(', ')} does not answer ${fact.recommendation_id}`;
    case 'match_excluded':
      return `excluded: ${fact.reason}${noted}`;
    case 'match_included':
      return 'included again';
    case 'match_reason': {
      const cause = fact.cause === null ? '' : `, ${fact.cause.replaceAll('_', ' ')}`;
      return fact.code === null ? 'no reason any more' : `${fact.code.replaceAll('_', ' ')}${cause}${noted}`;
    }
    case 'advice_intended':
      return intentText(fact);
    case 'match_reviewed':
      return fact.reviewed ? 'reviewed' : 'not reviewed';
  }
}

/** A time on the clock of New York, a bare date as it is. */
function moment(at: string): string {
  if (at.length === 10) return at;
  const { date, time } = wallClock(at);
  return `${date} ${time.slice(0, 5)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function money(amount: bigint): string {
  return `${amount > 0n ? '+' : ''}${priceText(amount)}`;
}
