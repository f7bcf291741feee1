import type { DriftReading } from '../drift/streams.js';
import { newYorkDay } from '../../time/calendar.js';
import { addDays, earlierOf, type IsoDate } from '../../time/dates.js';

/** What asks for a model to be trained anew. */
export interface Alarm {
  /** What has changed: how right the champion is, or what the human does; or a champion that is proven worse. */
  stream: 'model' | 'human' | 'champion';
  /** When what raised it was known; of a champion that is proven worse than the base rate, which that is. */
  at: string;
}

/** A day that was learned; one that was missed is answered with the next that was not. */
export interface AlarmedDay {
  of: IsoDate;
  missed?: true | undefined;
  alarms: readonly Alarm[];
}

/**
 * The alarms that are answered with a day, each once: its own as it was learned last, and those of the days that were
 * missed before it. Days stand in the order in which they were learned.
 */
export function answeredWith(day: IsoDate, days: readonly AlarmedDay[]): Alarm[] {
  const own = ({ of, missed }: AlarmedDay) => of === day && missed !== true;
  const first = days.findIndex(own);
  const since = days.slice(0, first).findLastIndex(({ missed }) => missed !== true) + 1;
  const alarms = [...days.slice(since, Math.max(first, since)), days.findLast(own)].flatMap(
    (one) => one?.alarms ?? [],
  );
  return alarms.filter(
    ({ stream, at }, i) => alarms.findIndex((one) => one.stream === stream && one.at === at) === i,
  );
}

/** An alarm that is older than so many days was answered by the training of a Sunday since, … */
const ANSWERED_DAYS = 7;

/**
 * The alarms of a day that ask for a model to be trained anew: of the champion, or of the human, whose clone is trained
 * with it. CUSUM decides. One that was raised at a day before was answered then. A market that has changed is no fault
 * of a model.
 */
export function alarmsToAnswer(
  {
    drift,
    champion,
    isProvenWorse,
    day,
    learned,
  }: {
    drift: readonly DriftReading[];
    champion: string | null;
    isProvenWorse: boolean;
    day: IsoDate;
    /** … unless it is of a day after the last that was learned before; null: none was. */
    learned: IsoDate | null;
  },
  answered: readonly Alarm[],
): Alarm[] {
  const week = addDays(day, -ANSWERED_DAYS);
  const since = learned === null ? week : earlierOf(learned, week);
  const raised = drift.flatMap(({ stream, detector, since: known }): Alarm[] => {
    const decides = detector === 'cusum' && (stream === 'human' || (stream === 'model' && champion !== null));
    const isFresh = known !== null && newYorkDay(known) > since;
    return decides && isFresh ? [{ stream, at: known }] : [];
  });
  const worse: Alarm[] = isProvenWorse && champion !== null ? [{ stream: 'champion', at: champion }] : [];
  return [...raised, ...worse].filter(
    (one) => !answered.some(({ stream, at }) => stream === one.stream && at === one.at),
  );
}
