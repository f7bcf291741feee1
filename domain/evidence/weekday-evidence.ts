import { groupBy } from '../group-by.js';
import { cellProcess, greatestAt, type CellProcess } from './stratum-evidence.js';

/** Monday to Friday. */
const WEEKDAYS = 5;

/** Advice of one session on one matter. */
export interface Asking {
  /** Any text that names the week, and the session. */
  week: string;
  session: string;
  /** 1 is Monday. */
  weekday: number;
  /** In how many sessions the matter had been asked for before. */
  askedBefore: number;
  /** In that very session. */
  answered: boolean;
}

/** The evidence that advice is left unanswered on one weekday. */
export interface WeekdayProcess {
  /** Adds weeks whole: the advice that is compared with other advice, and that of which sessions are compared. */
  add(advice: readonly Asking[], sessions: readonly Asking[]): void;
  /** ln of the geometric mean of two e-values, which is none above their mean. */
  log(): number;
  /** The weekday of most weight. */
  weekday(): number;
  copy(): WeekdayProcess;
}

/**
 * Advice is asked again until it is answered, so that what a week leaves unanswered depends on its own outcomes. By
 * advice, only what was asked equally often before is compared, which is exact; by session, whether anything at all was
 * answered in it. The first takes a day of bad mood for many refusals, the second few pieces of advice for refusal:
 * neither alone is enough.
 */
export function weekdayProcess(): WeekdayProcess {
  return weekdaysFrom(cellProcess(WEEKDAYS), cellProcess(WEEKDAYS));
}

function weekdaysFrom(byAdvice: CellProcess, bySession: CellProcess): WeekdayProcess {
  return {
    add(advice, sessions) {
      addAdvice(byAdvice, advice);
      addSessions(bySession, sessions);
    },
    log: () => (byAdvice.log() + bySession.log()) / 2,
    weekday: () =>
      1 +
      greatestAt(Array.from({ length: WEEKDAYS }, (_, cell) => byAdvice.logOf(cell) + bySession.logOf(cell))),
    copy: () => weekdaysFrom(byAdvice.copy(), bySession.copy()),
  };
}

function addAdvice(cells: CellProcess, advice: readonly Asking[]): void {
  cells.addAll(
    advice.map(({ week, askedBefore, weekday, answered }) => ({
      stratum: `${week} ${askedBefore}`,
      refused: !answered,
      cells: [weekday - 1],
    })),
  );
}

function addSessions(cells: CellProcess, asked: readonly Asking[]): void {
  cells.addAll(
    [...groupBy(asked, ({ session }) => session).values()].flatMap((pieces) => {
      const [first] = pieces;
      return first === undefined
        ? []
        : [
            {
              stratum: first.week,
              refused: !pieces.some(({ answered }) => answered),
              cells: [first.weekday - 1],
            },
          ];
    }),
  );
}
