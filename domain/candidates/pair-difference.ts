import { adviceDifference, type AdviceDifference } from '../counterfactual/advice-difference.js';
import { adviceParts } from '../counterfactual/advice-parts.js';
import { viewOf, type View } from '../counterfactual/advised-package.js';
import type { ComparedAdvice } from '../counterfactual/counterfactual-case.js';
import type { DailyBars } from '../market/daily-bars.js';
import { isSamePiece, type Piece } from './advice-piece.js';
import type { Ask } from './stretch.js';
import type { ComparedPair } from './stretch-replay.js';

/** What is known of an underlying, and by which day. */
export interface KnownMarket {
  daily: DailyBars | undefined;
  asOf: string;
}

/** The views that pieces of asks imply, since a search for them takes long and many changes are of one piece. */
export type Views = Map<Ask, { piece: Piece; view: View | undefined }>;

/**
 * What the changed advice came to beside the unchanged. Where there was none to do anything, what was done instead of
 * nothing is looked at from the other side.
 */
export function pairDifference(
  { ask, before, after }: ComparedPair,
  { daily, asOf }: KnownMarket,
  views: Views,
): AdviceDifference {
  const [advice, other] = before === null ? [after, null] : [before, after];
  if (advice === null) return { kind: 'none' };
  const compared = comparedAdvice(ask, advice);
  const difference = adviceDifference({
    advice: compared,
    other: other && comparedAdvice(ask, other),
    view: viewOn(ask, { piece: advice, compared, daily }, views),
    daily,
    asOf,
  });
  if (before !== null || difference.kind !== 'judged') return difference;
  return { ...difference, usd: -difference.usd, percent: -difference.percent };
}

function comparedAdvice({ session, logged, situation }: Ask, piece: Piece): ComparedAdvice {
  const last = logged.at(-1);
  const own = logged.find((one) => isSamePiece(one, piece));
  return {
    ...piece,
    bid: own?.bid ?? null,
    ask: own?.ask ?? null,
    multiplier: last?.multiplier ?? null,
    underlying_price: last?.underlying_price ?? situation?.viewOf(ANY_LOOKBACK)?.price ?? null,
    held_side: last?.held_side ?? null,
    trading_date: session,
  };
}

/** The price of a morning is the same whatever its volatility is measured over. */
const ANY_LOOKBACK = 2;

function viewOn(
  ask: Ask,
  { piece, compared, daily }: { piece: Piece; compared: ComparedAdvice; daily: DailyBars | undefined },
  views: Views,
): View | undefined {
  const known = views.get(ask);
  if (known && isSamePiece(known.piece, piece)) return known.view;
  const parts = adviceParts(compared);
  const looked = {
    advice: compared,
    answers: [],
    exits: [],
    heldQuantity: null,
    daily,
    lastBar: null,
    asOf: '',
  };
  const view = parts && viewOf(looked, parts);
  views.set(ask, { piece, view });
  return view;
}
