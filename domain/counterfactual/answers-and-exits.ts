import { abs, divide, multiply, prorate, sum, toNumber, ZERO, type Decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { multiplierOf, type Instrument, type Side } from '../records/instrument.js';
import { isBuy, isSell } from '../records/trade-amount.js';
import { newYorkDay } from '../time/calendar.js';
import type { CounterfactualCase } from './counterfactual-case.js';
import type { PricedContract } from './counterfactual-model.js';
import type { Exit, Leg } from './package-value.js';

type Contract = Pick<Instrument, 'right' | 'strike' | 'expiration' | 'multiplier'>;
type Traded = Pick<StoredExecution, 'executed_at' | 'quantity' | 'price' | 'amount' | 'fees'>;

/**
 * An execution that answered a piece of advice, and how much of it is that answer's: the rest is another decision's.
 */
export type AnsweringFill = Contract &
  Traded &
  Pick<StoredExecution, 'record_id' | 'action' | 'currency'> & { owned: Decimal };

/**
 * A closed or open outcome of what answered a piece of advice, or of the contract that it wanted closed and that was
 * held when it came. The closing execution's own quantity and money stand beside it.
 */
export interface OutcomeAfter extends Contract {
  side: Side | null;
  quantity: Decimal;
  close_kind: string;
  closing_record_id: string | null;
  currency: string;
  /** True where it was held when the advice came, false where the answer opened it. */
  held: boolean;
  /**
   * The fill that opened what the answer opened: its quantity, and how much of it is the answer's; null of what was
   * held.
   */
  opening_quantity: Decimal | null;
  opening_owned: Decimal | null;
  closing: Traded | null;
}

/** What was done about a piece of advice and how that ended, in the plain numbers of the model. */
export function answersAndExits(
  fills: readonly AnsweringFill[],
  outcomes: readonly OutcomeAfter[],
): Pick<CounterfactualCase, 'answers' | 'exits' | 'heldQuantity'> {
  const fillOf = new Map(fills.map((fill) => [fill.record_id, fill]));
  const held = outcomes.filter((outcome) => outcome.held);
  return {
    answers: fills.flatMap(legOf),
    exits: outcomes.flatMap((outcome) => exitOf(outcome, fillOf.get(outcome.closing_record_id ?? ''))),
    heldQuantity: held.length === 0 ? null : toNumber(sum(held.map(({ quantity }) => quantity))),
  };
}

/** False where the answer and its end were paid in several currencies, which are never added. */
export function isOneCurrency(fills: readonly AnsweringFill[], outcomes: readonly OutcomeAfter[]): boolean {
  const ended = outcomes.filter(({ closing }) => closing !== null);
  return new Set([...fills, ...ended].map(({ currency }) => currency)).size <= 1;
}

function legOf(fill: AnsweringFill): Leg[] {
  const sign = isBuy(fill.action) ? 1 : isSell(fill.action) ? -1 : undefined;
  if (sign === undefined) return [];
  return [
    {
      contract: contractOf(fill),
      quantity: sign * toNumber(fill.owned),
      day: newYorkDay(fill.executed_at),
      price: pricePaid(fill, multiplierOf(fill)),
      feesUsd: toNumber(prorate(fill.fees ?? ZERO, fill.owned, fill.quantity)),
      halfSpread: null,
    },
  ];
}

/**
 * How a lot ended, as far as it is the answer's: of what was opened the answer's share of the opening fill, and of what
 * the answer itself closed the share that another decision owns of that fill.
 */
function exitOf(outcome: OutcomeAfter, closedBy: AnsweringFill | undefined): Exit[] {
  const { closing, side, close_kind, opening_quantity, opening_owned } = outcome;
  if (closing === null || side === null) return [];
  const opened =
    opening_quantity === null || opening_owned === null
      ? outcome.quantity
      : prorate(outcome.quantity, opening_owned, opening_quantity);
  const quantity = closedBy ? prorate(opened, closedBy.quantity - closedBy.owned, closedBy.quantity) : opened;
  if (quantity === ZERO) return [];
  const fees = prorate(closing.fees ?? ZERO, quantity, closing.quantity);
  return [
    {
      contract: contractOf(outcome),
      quantity: (side === 'short' ? 1 : -1) * toNumber(quantity),
      day: newYorkDay(closing.executed_at),
      price: close_kind === 'traded' ? pricePaid(closing, multiplierOf(outcome)) : null,
      feesUsd: toNumber(fees),
    },
  ];
}

/** Dollars per share before fees; where the broker states an amount, that decides. */
function pricePaid({ quantity, price, amount, fees }: Traded, multiplier: Decimal): number {
  if (amount === null) return toNumber(price ?? ZERO);
  return toNumber(divide(abs(amount + (fees ?? ZERO)), multiply(quantity, multiplier)));
}

function contractOf(instrument: Contract): PricedContract {
  const { right, strike, expiration } = instrument;
  return {
    right,
    strike: toNumber(strike ?? ZERO),
    expiration: expiration ?? '',
    multiplier: toNumber(multiplierOf(instrument)),
  };
}
