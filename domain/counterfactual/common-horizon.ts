import { closesOn, type AdvicePart } from './advice-parts.js';
import { SESSIONS_WITHOUT_EXPIRATION } from '../advice/episode.js';
import { sessionsAfter } from '../time/calendar.js';
import type { CounterfactualCase } from './counterfactual-case.js';
import { pricedKey, lastSession } from './counterfactual-model.js';
import { earlierOf, laterOf, type IsoDate } from '../time/dates.js';
import { groupBy } from '../group-by.js';
import { heldAfter, type Quantity } from './package-value.js';

/**
 * What must have been held for either side to close what it closes: of each contract as much as the greater of the two.
 */
export function heldAtFirst(
  parts: readonly AdvicePart[],
  sides: readonly (readonly Quantity[])[],
): Quantity[] {
  const closing = sides.map((side) => side.filter(({ quantity }) => closesOn(Math.sign(quantity), parts)));
  return [...groupBy(closing.flat(), ({ contract }) => pricedKey(contract))].map(([key, legs]) => {
    const closed = closing.map((side) =>
      total(side.filter(({ contract }) => pricedKey(contract) === key).map(({ quantity }) => quantity)),
    );
    const most = closed.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    return { contract: (legs[0] as Quantity).contract, quantity: -most };
  });
}

/**
 * The earliest day on which something that either side holds after its trades is closed or expires; the last of the
 * trades where nothing is held. The algorithm holds to expiration; shares are marked after twenty sessions.
 */
export function horizonOf(
  { advice, answers, exits }: CounterfactualCase,
  { advised, held }: { advised: readonly Quantity[]; held: readonly Quantity[] },
): IsoDate {
  const t0 = advice.trading_date;
  const endOf = ({ contract }: Quantity) =>
    contract.right === null ? sessionsAfter(t0, SESSIONS_WITHOUT_EXPIRATION) : lastSession(contract);
  const open = (legs: readonly Quantity[]) =>
    heldAfter(held, legs).filter(({ quantity }) => Math.abs(quantity) > 1e-9);
  const humanEnds = open(answers).map((position) => {
    const key = pricedKey(position.contract);
    const exit = exits.find(({ contract }) => pricedKey(contract) === key);
    return exit === undefined ? endOf(position) : earlierOf(exit.day, endOf(position));
  });
  const [first] = [...open(advised).map(endOf), ...humanEnds].sort();
  const lastTrade = answers.map(({ day }) => day).reduce(laterOf, t0);
  return first === undefined ? lastTrade : laterOf(first, lastTrade);
}

function total(quantities: readonly number[]): number {
  return quantities.reduce((sum, quantity) => sum + quantity, 0);
}
