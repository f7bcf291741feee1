import { compare } from '../compare.js';
import { newYorkDay, sessionOnOrBefore, sessionsAfter } from '../time/calendar.js';
import { laterOf, type IsoDate } from '../time/dates.js';
import { hashId } from '../hash.js';

/** Sessions within which a new position after a flat one still belongs to the same campaign. */
const RESALE_SESSIONS = 5;

/** After all days. */
const NEVER = '9999-12-31';

/**
 * How long a lot was held: `from` and `to` are times or bare dates, `to` null while it is open. Several may share an
 * id.
 */
export interface Span {
  id: string;
  from: string;
  to: string | null;
}

/**
 * The campaign that goes on when a stretch of spans begins, and the day its last span closed, null while one is open.
 */
export interface RunningCampaign {
  campaign_id: string;
  flat: IsoDate | null;
}

/**
 * Campaigns of one account in one underlying: from the first opening until everything, options and shares, is closed
 * again; what is opened within five sessions of that still belongs to it. Gives each span's campaign by the span's id;
 * a campaign is named for its first span, by the date in `from` and the id. The same for any order of the input, and
 * for a history in stretches by that date, each with the campaign that was `running`.
 */
export function campaigns(spans: readonly Span[], running?: RunningCampaign): Map<string, string> {
  const ordered = spans.toSorted((a, b) => compare(dateIn(a.from), dateIn(b.from)) || compare(a.id, b.id));
  const campaignOf = new Map<string, string>();
  let [campaign, joinsUntil] = running ? [running.campaign_id, resaleEnd(running.flat)] : ['', ''];
  for (const { id, from, to } of ordered) {
    if (newYorkDay(from) > joinsUntil) campaign = hashId('campaign', id);
    campaignOf.set(id, campaign);
    joinsUntil = laterOf(joinsUntil, resaleEnd(to === null ? null : newYorkDay(to)));
  }
  return campaignOf;
}

/** The last day on which a campaign is joined that was flat, or null for not yet, on this one. */
function resaleEnd(flat: IsoDate | null): IsoDate {
  return flat === null ? NEVER : sessionsAfter(sessionOnOrBefore(flat), RESALE_SESSIONS);
}

function dateIn(time: string): string {
  return time.slice(0, 10);
}
