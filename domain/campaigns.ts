import { newYorkDay, nextSession, sessionOnOrBefore } from './calendar.js';
import type { IsoDate } from './dates.js';

/** Sessions within which a new position after a flat one still belongs to the same campaign. */
const RESALE_SESSIONS = 5;

/** How long a position was held: `from` and `to` are times or bare dates, `to` null while it is open. */
export interface Span {
  id: string;
  from: string;
  to: string | null;
}

/**
 * Campaigns of one account in one underlying: from the first opening until everything, options and shares, is closed again; what is
 * opened within five sessions of that still belongs to it. Gives the id of each span's campaign: that of its first span, by day
 * and id. The same for any order of the input.
 */
export function campaigns(spans: readonly Span[]): Map<string, string> {
  const ordered = spans
    .map(({ id, from, to }) => ({ id, from: newYorkDay(from), to: to === null ? null : newYorkDay(to) }))
    .sort((a, b) => compare(a.from, b.from) || compare(a.id, b.id));
  const campaignOf = new Map<string, string>();
  let campaign: string | undefined;
  let joinsUntil: IsoDate | null = '';
  for (const { id, from, to } of ordered) {
    if (campaign === undefined || (joinsUntil !== null && from > joinsUntil)) {
      campaign = id;
      joinsUntil = '';
    }
    campaignOf.set(id, campaign);
    const until: IsoDate | null = to === null ? null : resaleEnd(to);
    if (joinsUntil !== null) joinsUntil = until === null || until > joinsUntil ? until : joinsUntil;
  }
  return campaignOf;
}

function resaleEnd(flat: IsoDate): IsoDate {
  let session = sessionOnOrBefore(flat);
  for (let i = 0; i < RESALE_SESSIONS; i++) session = nextSession(session);
  return session;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
