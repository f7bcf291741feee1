import { compare } from '../compare.js';
import { isOpenAt } from './advice-window.js';
import { askedFor } from './advice-log.js';
import { concernedContract, contractKey, legsOf, type Advice } from './asked-terms.js';
import { sessionsAfter, tradingDateOf } from '../time/calendar.js';
import { laterOf, type IsoDate } from '../time/dates.js';
import { groupBy } from '../group-by.js';
import { hashId } from '../hash.js';

/** What a piece of advice is about, as far as it makes one matter of several. */
export interface Subject {
  /** Account, underlying, right and purpose, as text: only advice of one subject is in one episode. */
  subject: string;
  /** What is the same advice again, whatever premium and quantity, as text. */
  asked: string;
  /** The last day on which what it asks for can still be held. */
  gone_on: IsoDate;
}

/** A piece of advice with what answered it. */
export interface EpisodeAdvice extends Subject {
  recommendation_id: string;
  trading_date: IsoDate;
  /** Its window, in milliseconds since 1970, both included. */
  window_opens: number;
  window_ends: number;
  /**
   * When the trade that answers it began, or of a hold or wait the trade that contradicts it; null where there is none.
   */
  answered_at: string | null;
  /**
   * Of advice to close, roll or hold a contract: the ids of its lots that were open when the advice came; else empty.
   */
  held: readonly string[];
}

/**
 * As long as shares are looked at before they are marked, what never expires is asked for: then it is another matter.
 */
export const SESSIONS_WITHOUT_EXPIRATION = 20;

/**
 * The subject of a piece of advice. Purposes are to open (short and long apart), to buy shares, to close or roll one
 * contract, to hold one contract, to wait. What has no expiration is gone after twenty sessions.
 */
export function subjectOf(advice: Advice, tradingDate: IsoDate): Subject {
  const { account, underlying, action, legs } = advice;
  const closing = concernedContract(advice);
  const purpose = purposeOf(advice);
  const contract =
    purpose === 'close' || purpose === 'hold' ? [contractKey(closing), action === 'roll' ? null : legs] : [];
  const expirations = [closing.expiration, ...legsOf(legs).map((leg) => leg.expiration)];
  const known = expirations.filter((expiration) => typeof expiration === 'string');
  return {
    subject: JSON.stringify([account, underlying, closing.right, purpose, ...contract]),
    asked: askedFor(advice),
    gone_on:
      known.length > 0 ? known.reduce(laterOf) : sessionsAfter(tradingDate, SESSIONS_WITHOUT_EXPIRATION),
  };
}

function purposeOf({ action, right }: Advice): string {
  switch (action) {
    case 'roll':
    case 'buy_to_close':
    case 'sell_to_close':
      return 'close';
    case 'sell':
      return right === null ? 'close' : action;
    default:
      return action;
  }
}

/**
 * The episode of each piece of advice, by its recommendation's id: all advice on one subject, day after day, up to the
 * answer or until what was first asked for would be gone. Advice to close, roll or hold a contract is about the
 * position: none of the lots that were open when the episode began being open any more ends it, since a contract that
 * is sold again is another position. An answer ends an episode when its trade is made, so that advice sent before is in
 * it; so is the same advice again that came after the trade, in the window of what it answered. One episode has one
 * answer. Named after its first advice, whatever comes later; the same for any order of the input.
 */
export function episodesOf(advice: readonly EpisodeAdvice[]): Map<string, string> {
  const episodeOf = new Map<string, string>();
  for (const same of groupBy(advice, ({ subject }) => subject).values()) {
    let open: Episode | undefined;
    for (const one of [...same].sort(bySending)) {
      if (open === undefined || !goesOn(open, one)) open = { first: one, answered: null };
      if (isAnswered(one)) open.answered = one;
      episodeOf.set(one.recommendation_id, hashId('episode', open.first.recommendation_id));
    }
  }
  return episodeOf;
}

type AnsweredAdvice = EpisodeAdvice & { answered_at: string };

interface Episode {
  first: EpisodeAdvice;
  answered: AnsweredAdvice | null;
}

function isAnswered(advice: EpisodeAdvice): advice is AnsweredAdvice {
  return advice.answered_at !== null;
}

function goesOn({ first, answered }: Episode, next: EpisodeAdvice): boolean {
  if (next.trading_date > first.gone_on) return false;
  const isHeldOn = next.held.some((lot) => first.held.includes(lot));
  if (next.held.length > 0 && !isHeldOn) return false;
  if (answered === null) return isHeldOn || first.held.length === 0;
  if (isAnswered(next)) return false;
  const trade = { at: answered.answered_at, trading_date: tradingDateOf(answered.answered_at) };
  const cameBefore = isOpenAt({ opens: next.window_opens, trading_date: next.trading_date }, trade);
  return cameBefore || (next.asked === answered.asked && next.window_opens <= answered.window_ends);
}

/** Orders advice by when it was sent, then by id. */
export function bySending(
  a: Pick<EpisodeAdvice, 'recommendation_id' | 'window_opens'>,
  b: Pick<EpisodeAdvice, 'recommendation_id' | 'window_opens'>,
): number {
  return a.window_opens - b.window_opens || compare(a.recommendation_id, b.recommendation_id);
}
