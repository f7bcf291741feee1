import { compare } from '../compare.js';
import { newYorkDay, nextSession, sessionOnOrBefore } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { hashId } from '../hash.js';

/** Sessions within which a new position after a flat one still belongs to the same campaign. */
const RESALE_SESSIONS = 5;

/** How long a lot was held: `from` and `to` are times or bare dates, `to` null while it is open. Several may share an id. */
export interface Span {
  id: string;
  from: string;
  to: string | null;
}

/** The campaign that goes on when a stretch of spans begins, and the day its last span closed, null while one is open. */
export interface RunningCampaign {
  campaign_id: string;
  flat: IsoDate | null;
}

/**
 * Campaigns of one account in one underlying: from the first opening until everything, options and shares, is closed again; what is
 * opened within five sessions of that still belongs to it. Gives each span's campaign by the span's id; a campaign is named for its
 * first span, by the date in `from` and the id. The same for any order of the input, and for a history in stretches by that date, each
 * with the campaign that was `running`.
 */
export function campaigns(spans: readonly Span[], running?: RunningCampaign): Map<string, string> {
  const ordered = spans.toSorted((a, b) => compare(dateIn(a.from), dateIn(b.from)) || compare(a.id, b.id));
  const campaignOf = new Map<string, string>();
  let campaign = running?.campaign_id;
  let joinsUntil: IsoDate | null = running === undefined ? '' : resaleEnd(running.flat);
  for (const { id, from, to } of ordered) {
    if (campaign === undefined || (joinsUntil !== null && newYorkDay(from) > joinsUntil))
      campaign = hashId('campaign', id);
    campaignOf.set(id, campaign);
    const until = resaleEnd(to === null ? null : newYorkDay(to));
    if (joinsUntil !== null) joinsUntil = until === null || until > joinsUntil ? until : joinsUntil;
  }
  return campaignOf;
}

function resaleEnd(flat: IsoDate | null): IsoDate | null {
  if (flat === null) return null;
  let session = sessionOnOrBefore(flat);
  for (let i = 0; i < RESALE_SESSIONS; i++) session = nextSession(session);
  return session;
}

function dateIn(time: string): string {
  return time.slice(0, 10);
}
