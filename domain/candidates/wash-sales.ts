import { groupBy } from '../group-by.js';
import { daysBetween, type DateRange, type IsoDate } from '../time/dates.js';
import type { Given } from './given-advice.js';
import type { ReplayedStretch } from './replayed-stretch.js';

/** A loss does not count where the like is sold within so many days before or after (IRC § 1091). */
const WASH_DAYS = 30;

/**
 * How many calls only the changed advice buys back at a loss, with a sale of the same underlying advised within 30 days
 * on either side; a roll is such a sale itself. Sessions of a range.
 */
export function washSales(stretches: readonly ReplayedStretch[], range: DateRange): number {
  const byUnderlying = groupBy(stretches, ({ stretch }) => stretch.subject.underlying);
  return stretches.filter((one) => {
    const { underlying } = one.stretch.subject;
    const bought = boughtBackIn(one, range);
    return bought.some((day) =>
      salesIn(byUnderlying.get(underlying) ?? []).some((sold) => isNear(day, sold)),
    );
  }).length;
}

/** The sessions in which a held call is bought back at a loss; none where the unchanged advice does so as well. */
function boughtBackIn({ stretch, given, result }: ReplayedStretch, { from, to }: DateRange): IsoDate[] {
  if (stretch.subject.purpose !== 'close' || result.changed.length === 0) return [];
  if (given.some(isAtLoss)) return [];
  return result.changed
    .filter(({ ask, after }) => isAtLoss({ ask, pieces: after }))
    .map(({ ask: { session } }) => session)
    .filter((session) => session >= from && session <= to);
}

function isAtLoss({ ask, pieces }: Given): boolean {
  const captured = ask.logged.at(-1)?.captured ?? null;
  return captured !== null && captured < 0 && pieces.some(({ piece: { action } }) => BUYS_BACK.has(action));
}

const BUYS_BACK: ReadonlySet<string> = new Set(['roll', 'buy_to_close']);
const SELLS: ReadonlySet<string> = new Set(['roll', 'sell_to_open']);

/** The sessions in which the changed advice sells. */
function salesIn(stretches: readonly ReplayedStretch[]): IsoDate[] {
  return stretches.flatMap(({ given, result }) => {
    const changed = new Map(result.changed.map(({ ask, after }) => [ask, after]));
    return given
      .filter(({ ask, pieces }) => (changed.get(ask) ?? pieces).some(({ piece }) => SELLS.has(piece.action)))
      .map(({ ask: { session } }) => session);
  });
}

function isNear(a: IsoDate, b: IsoDate): boolean {
  return Math.abs(daysBetween(a, b)) <= WASH_DAYS;
}
