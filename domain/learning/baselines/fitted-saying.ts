import { compare } from '../../compare.js';
import { nextSession } from '../../time/calendar.js';
import { askedAt, knownAt } from '../features/known-times.js';
import type { TrainingRow } from '../training/training-row.js';
import { labelledRows } from '../training/training-row.js';
import {
  BASELINES,
  knownByWeek,
  MEMORY,
  recalibrated,
  walkForward,
  type LearnedRow,
} from './walk-forward.js';

/** What a baseline that is fitted said of a scenario when it came. */
export interface FittedSaying {
  /** P(target is 1). */
  p: number;
  /** When the last target was known that it had learned, in milliseconds since 1970. */
  trained_through: number;
}

/** Fewer targets are not learned from. */
const LEAST = 20;

/** A row of which whether following paid is to be predicted. */
export function paysRow(row: TrainingRow): LearnedRow {
  const [labelled] = labelledRows([row]);
  const { scenario_id, trading_date, sent_at, values } = row;
  return {
    ...{ scenario_id, trading_date, values, asked: askedAt(sent_at) },
    ...{ target: labelled?.label ?? null, known: labelled?.known ?? null },
  };
}

/** A row of which whether the human follows is to be predicted: known once the advice can be answered no more. */
export function choiceRow({
  scenario_id,
  trading_date,
  sent_at,
  values,
  chosen,
  action,
}: TrainingRow): LearnedRow {
  const isChoice = chosen !== null && action !== 'hold' && action !== 'wait';
  return {
    ...{ scenario_id, trading_date, values, asked: askedAt(sent_at) },
    target: isChoice ? (chosen === 'follow' ? 1 : 0) : null,
    known: isChoice ? knownAt(nextSession(trading_date)) : null,
  };
}

/**
 * What the logistic regression said of some scenarios when they came, by id: of each ISO week's by what was known
 * before its first advice, recalibrated by what came of its last chances. As `walkForward` over all, but only the weeks
 * that have a say are fitted. Nothing of a week before which too little was known.
 */
export function fittedSaying(
  rows: readonly LearnedRow[],
  asked: ReadonlySet<string>,
): ReadonlyMap<string, FittedSaying> {
  const weeks = knownByWeek(rows);
  // What was known before the week has a say, on whichever of its days it is asked.
  const own = weeks.filter((week) => week.asked.some(({ scenario_id }) => asked.has(scenario_id)));
  const first = Math.min(...own.flatMap((week) => week.asked.map((row) => row.asked)));
  const remembered = rows
    .filter(({ known }) => known !== null && known < first)
    .sort((a, b) => (a.known as number) - (b.known as number) || compare(a.scenario_id, b.scenario_id))
    .slice(-MEMORY);
  const since = Math.min(first, ...remembered.map((row) => row.asked));
  const said = recalibrated(rows, walkForward(rows, BASELINES.logistic, { least: LEAST, since }));
  const chances = new Map(said.map(({ scenario_id, p }) => [scenario_id, p]));
  return new Map(
    weeks.flatMap(({ asked: week, known }) =>
      week.flatMap(({ scenario_id }): [string, FittedSaying][] => {
        const [p, last] = [chances.get(scenario_id), known.at(-1)];
        if (p === undefined || last === undefined || !asked.has(scenario_id)) return [];
        return [[scenario_id, { p, trained_through: last.known }]];
      }),
    ),
  );
}
