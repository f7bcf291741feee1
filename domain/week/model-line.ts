import { betText } from '../evidence/bet-text.js';
import type { IsoDate } from '../time/dates.js';
import { shortDay } from '../time/day-text.js';

/** How a model was judged last by the end of a week. */
export interface JudgedThen {
  model_id: string;
  scored: number;
  log_loss: number | null;
  incumbent_id: string;
  evidence: number;
  /** Which the evidence has to reach. */
  limit: number;
  verdict: string;
  needed: number | null;
}

/** The models at the end of a week, and what had changed in it. */
export interface WeekModels {
  champion: { model_id: string; since: IsoDate } | null;
  /** Of the champion, else of the model that is scored beside what serves; null where neither was judged. */
  judged: JudgedThen | null;
  /** What became of the champion in that week, in its order. */
  changes: readonly {
    /** Null where none serves since. */
    model_id: string | null;
    by: string;
    reason: string | null;
    /** Whether the model that had served before serves again, or none. */
    is_back: boolean;
    /** What the gate said of it as it was promoted; null where it went back. */
    verdict: string | null;
  }[];
}

/** Which model serves, how sure that is, and what changed in the week: a line; null where there is none of it. */
export function modelLine({ champion, judged, changes }: WeekModels, day: IsoDate): string | null {
  if (champion === null && judged === null && changes.length === 0) return null;
  const serves =
    champion === null
      ? `none serves${judged === null ? '' : `; ${judged.model_id} is scored`}`
      : `${champion.model_id} serves since ${shortDay(champion.since, day)}`;
  const sure = judged === null ? '' : `: ${sureText(judged)}`;
  return `MODEL: ${serves}${sure}.${changes.map((change) => ` ${changeText(change, champion?.model_id ?? null)}.`).join('')}`;
}

function sureText({ scored, log_loss, incumbent_id, evidence, limit, verdict, needed }: JudgedThen): string {
  const loss = log_loss === null ? '' : `log loss ${log_loss.toFixed(3)}, `;
  const more = verdict === 'insufficient' && needed !== null ? `, ${needed} more scored would do` : '';
  return (
    `${loss}${scored} scored beside ${incumbent_id.replaceAll('_', ' ')}, ` +
    `a bet of 1 became ${betText(evidence)}, ${betText(limit)} asked: ${verdict}${more}`
  );
}

/** Who did what, and why. The model that serves is named already. */
function changeText(
  { model_id, by, reason, is_back, verdict }: WeekModels['changes'][number],
  serving: string | null,
): string {
  const model = model_id === serving ? '' : ` ${is_back ? 'to ' : ''}${model_id ?? 'no model'}`;
  const although = verdict === null || verdict === 'bless' ? '' : `, although the gate said ${verdict}`;
  const why = reason === null || by === 'gate' ? '' : `: ${reason}`;
  return `${is_back ? 'Rolled back' : 'Promoted'}${model} by ${by === 'user' ? 'a person' : `the ${by}`}${although}${why}`;
}
