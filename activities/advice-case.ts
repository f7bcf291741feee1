import { newYorkDay } from '../domain/time/calendar.js';
import type { CounterfactualCase } from '../domain/counterfactual/counterfactual-case.js';
import type { PricedContract } from '../domain/counterfactual/counterfactual-model.js';
import {
  abs,
  divide,
  multiply,
  prorate,
  sum,
  toNumber,
  ZERO,
  type Decimal,
} from '../domain/number/decimal.js';
import { multiplierOf, type Instrument } from '../domain/records/instrument.js';
import type { Exit, Leg } from '../domain/counterfactual/package-value.js';
import { isBuy, isSell } from '../domain/records/trade-amount.js';
import type { AnsweringFill, OutcomeAfter } from '../store/derived/answers.js';

/** What was done about a piece of advice, from stored rows, in the plain numbers of the model. */
export function answered(
  answers: readonly AnsweringFill[],
  outcomes: readonly OutcomeAfter[],
): Pick<CounterfactualCase, 'answers' | 'exits' | 'heldQuantity'> {
  const own = new Map(answers.map((answer) => [answer.record_id, answer]));
  const held = outcomes.filter((outcome) => outcome.held);
  return {
    answers: answers.flatMap(legOf),
    exits: outcomes.flatMap((outcome) => exitOf(outcome, own.get(outcome.closing_record_id ?? ''))),
    heldQuantity: held.length === 0 ? null : toNumber(sum(held.map(({ quantity }) => quantity))),
  };
}

function legOf(answer: AnsweringFill): Leg[] {
  const sign = isBuy(answer.action) ? 1 : isSell(answer.action) ? -1 : undefined;
  if (sign === undefined) return [];
  return [
    {
      contract: contractOf(answer),
      quantity: sign * toNumber(answer.owned),
      day: newYorkDay(answer.executed_at),
      price: pricePaid(answer, multiplierOf(answer)),
      feesUsd: toNumber(prorate(answer.fees ?? ZERO, answer.owned, answer.quantity)),
      halfSpread: null,
    },
  ];
}

/**
 * How a lot ended, as far as it is the answer's: of what was opened the answer's share of the opening fill, and of what the answer
 * itself closed the share that another decision owns of that fill.
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

type Traded = Pick<AnsweringFill, 'quantity' | 'price' | 'amount' | 'fees'>;

/** Dollars per share before fees; where the broker states an amount, that decides. */
function pricePaid({ quantity, price, amount, fees }: Traded, multiplier: Decimal): number {
  if (amount === null) return toNumber(price ?? ZERO);
  return toNumber(divide(abs(amount + (fees ?? ZERO)), multiply(quantity, multiplier)));
}

function contractOf(
  instrument: Pick<Instrument, 'right' | 'strike' | 'expiration' | 'multiplier'>,
): PricedContract {
  const { right, strike, expiration } = instrument;
  return {
    right,
    strike: toNumber(strike ?? ZERO),
    expiration: expiration ?? '',
    multiplier: toNumber(multiplierOf(instrument)),
  };
}
