import type { AdviceDifference } from '../counterfactual/advice-difference.js';
import { formatDecimal, type Decimal } from '../number/decimal.js';
import { nextSession } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import type { Views } from './pair-difference.js';
import type { Ask, Stretch } from './stretch.js';
import { subjectKey } from './stretches.js';
import type { Piece } from './advice-piece.js';
import type { ComparedPair, Decided, JudgedIds, StretchReplay } from './stretch-replay.js';

/** A stretch with what was found of it, by the keys of the two versions: kept as long as the stretch is the same. */
export interface PreparedStretch {
  stretch: Stretch;
  /** The last day on which all that was done in its account is known. */
  knownThrough: IsoDate | null;
  /** The same text for a stretch of which the same is known. */
  text: () => string;
  /** By a version's number: what it comes to in each ask, and what is decided by what it gives. */
  pieces: Map<number, readonly (Piece | null)[]>;
  decided: Map<number, Decided>;
  /** By the numbers of both versions. */
  replayed: Map<number, StretchReplay>;
  judged: WeakMap<ComparedPair, AdviceDifference>;
  views: Views;
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
      const place = `${subjectKey(stretch.subject)} ${stretch.asks[0]?.session}`;
      const before = known?.get(place);
      const made = preparedStretch(stretch, { knownThrough: knownThrough(stretch.subject.account), judged });
      return [place, before && before.text() === made.text() ? before : made];
    }),
  );
}

function preparedStretch(
  stretch: Stretch,
  { knownThrough, judged }: { knownThrough: IsoDate | null; judged: JudgedIds },
): PreparedStretch {
  let text: string | undefined;
  return {
    stretch,
    knownThrough,
    text: () => (text ??= textOf(stretch, { knownThrough, judged })),
    pieces: new Map(),
    decided: new Map(),
    replayed: new Map(),
    judged: new WeakMap(),
    views: new WeakMap(),
  };
}

function textOf(
  { asks, trades }: Stretch,
  { knownThrough, judged }: { knownThrough: IsoDate | null; judged: JudgedIds },
): string {
  const isClosed = (session: IsoDate) => knownThrough !== null && knownThrough >= nextSession(session);
  return JSON.stringify([
    asks.map((ask) => [
      ask.session,
      isClosed(ask.session),
      heldText(ask),
      ask.logged.map((one) => [
        ...[one.record_id, one.episode_id, one.match_type, one.cause, one.exclusion_reason],
        judged.has(one.recommendation_id),
        ...one.fill_record_ids,
      ]),
    ]),
    trades.map(({ decision_id, quantity, premium }) => [decision_id, amount(quantity), amount(premium)]),
  ]);
}

function heldText({ situation }: Ask): (string | null)[] {
  if (situation === null) return [];
  const { matter } = situation;
  if (matter.kind === 'shares') return [amount(matter.position.coverable)];
  const { quantity, averagePrice, strike, expiration } = matter.call;
  return [amount(quantity), amount(averagePrice), amount(strike), expiration];
}

function amount(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}
