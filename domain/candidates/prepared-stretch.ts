import type { AdviceDifference } from '../counterfactual/advice-difference.js';
import type { Decision } from '../matching/decision.js';
import { nextSession } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import type { Views } from './pair-difference.js';
import type { Ask, LoggedAnswer, Stretch } from './stretch.js';
import { fillsKey } from './stretches.js';
import type { Piece } from './advice-piece.js';
import type { ComparedPair, Decided, JudgedIds, StretchReplay } from './stretch-replay.js';

/** A stretch, and what is known beside it of whether its matches are settled and which of them are judged. */
interface KnownStretch {
  stretch: Stretch;
  /** The last day on which all that was done in its account is known. */
  knownThrough: IsoDate | null;
  judgedIds: JudgedIds;
}

/** With what was found of it, by the keys of the two versions: kept as long as the stretch is the same. */
export interface PreparedStretch extends KnownStretch {
  /** By a version's number: what it comes to in each ask, and what is decided by what it gives. */
  pieces: Map<number, readonly (Piece | null)[]>;
  decided: Map<number, Decided>;
  /** By the numbers of both versions. */
  replayed: Map<number, StretchReplay>;
  judged: Map<ComparedPair, AdviceDifference> | undefined;
  views: Views | undefined;
}

/** What is known of some stretches is kept where they are the same as before; by their places. */
export function preparedStretches(
  stretches: readonly Stretch[],
  {
    known,
    knownThrough,
    judged,
  }: {
    known: ReadonlyMap<string, PreparedStretch> | undefined;
    knownThrough: (account: string | null) => IsoDate | null;
    judged: JudgedIds;
  },
): Map<string, PreparedStretch> {
  return new Map(
    stretches.map((stretch) => {
      const { place } = stretch;
      const before = known?.get(place);
      const made = { stretch, knownThrough: knownThrough(stretch.subject.account), judgedIds: judged };
      return [place, before && isSame(before, made) ? before : preparedStretch(made)];
    }),
  );
}

function preparedStretch(known: KnownStretch): PreparedStretch {
  return {
    ...known,
    pieces: new Map(),
    decided: new Map(),
    replayed: new Map(),
    judged: undefined,
    views: undefined,
  };
}

/** Whether the same is known of two stretches of one place. */
function isSame(a: KnownStretch, b: KnownStretch): boolean {
  const [asks, trades] = [b.stretch.asks, b.stretch.trades];
  const isSameAsk = (one: Ask, at: number) => {
    const other = asks[at];
    return (
      other !== undefined &&
      one.session === other.session &&
      settledIn(one, a.knownThrough) === settledIn(other, b.knownThrough) &&
      (one === other || isSameHolding(one, other)) &&
      one.logged.length === other.logged.length &&
      one.logged.every((logged, i) => {
        const { recommendation_id: id } = logged;
        return isSameAnswer(logged, other.logged[i]) && a.judgedIds.has(id) === b.judgedIds.has(id);
      })
    );
  };
  return (
    a.stretch.asks.length === asks.length &&
    a.stretch.trades.length === trades.length &&
    a.stretch.trades.every((one, at) => isSameTrade(one, trades[at])) &&
    a.stretch.asks.every(isSameAsk)
  );
}

function isSameTrade(a: Decision, b: Decision | undefined): boolean {
  if (a === b) return true;
  return a.decision_id === b?.decision_id && a.quantity === b.quantity && a.premium === b.premium;
}

/** Whether what is given in an ask is settled by a day: surely not, perhaps, surely. */
function settledIn({ session }: Ask, knownThrough: IsoDate | null): number {
  if (knownThrough === null || knownThrough < session) return 0;
  return knownThrough < nextSession(session) ? 1 : 2;
}

function isSameHolding({ situation: a }: Ask, { situation: b }: Ask): boolean {
  if (a === null || b === null) return a === b;
  const [one, other] = [a.matter, b.matter];
  if (one.kind === 'shares')
    return other.kind === 'shares' && one.position.coverable === other.position.coverable;
  return (
    other.kind === 'call' &&
    one.call.quantity === other.call.quantity &&
    one.call.averagePrice === other.call.averagePrice
  );
}

function isSameAnswer(a: LoggedAnswer, b: LoggedAnswer | undefined): boolean {
  if (a === b) return true;
  return (
    b !== undefined &&
    a.record_id === b.record_id &&
    a.episode_id === b.episode_id &&
    a.match_type === b.match_type &&
    a.cause === b.cause &&
    a.exclusion_reason === b.exclusion_reason &&
    fillsKey(a) === fillsKey(b)
  );
}
