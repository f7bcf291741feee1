/** The order of executions of one account and moment, where nothing but what they are says which came first. */
import { compare } from '../compare.js';
import { groupBy } from '../group-by.js';
import { sum, ZERO, type Decimal } from '../number/decimal.js';
import { bySequence, closesByLabel, type StoredExecution } from '../records/execution-order.js';
import { instrumentKey } from '../records/instrument.js';
import { newYorkDay } from '../time/calendar.js';
import { isWithoutRatio } from './split-ratio.js';

/** What is held of the instrument that an execution names, at the time of asking. */
export interface HeldOf {
  isHeld(execution: StoredExecution): boolean;
  /** Net: above zero long, below zero short. */
  quantity(execution: StoredExecution): Decimal;
}

/**
 * What changes an instrument comes first, as soon as something is held that it changes: a split before a change of
 * name, and what changes what another one made after that one. Then what came in by transfer, then openings, then
 * closings and transfers out. A trade without a label opens when it adds to what is held, a buy also from flat. Lazily:
 * what is held is asked when everything before was entered.
 */
export function* inMomentOrder(
  group: readonly StoredExecution[],
  held: HeldOf,
): Generator<StoredExecution, void> {
  if (group.length === 1) return yield* group;
  const conversions = group.filter(isConversion).sort((a, b) => splitsFirst(a, b) || bySequence(a, b));
  const waiting = yield* converted(conversions, held);
  const others = group.filter((execution) => !isConversion(execution)).sort(bySequence);
  yield* others.filter(isTransferIn);
  yield* converted(waiting, held);
  const trades = others.filter((execution) => !isTransferIn(execution));
  const closes = new Map(trades.map((execution) => [execution, isClosing(execution, held)]));
  yield* trades.filter((execution) => !closes.get(execution));
  yield* trades.filter((execution) => closes.get(execution));
}

/** Gives those that find something to change, each once and always the first that does, and returns the others. */
function* converted(
  conversions: readonly StoredExecution[],
  held: HeldOf,
): Generator<StoredExecution, StoredExecution[]> {
  const waiting = [...conversions];
  for (;;) {
    const at = waiting.findIndex((conversion) => held.isHeld(conversion));
    if (at === -1) return waiting;
    yield* waiting.splice(at, 1);
  }
}

function isConversion({ action }: StoredExecution): boolean {
  return action === 'split' || action === 'symbol_change';
}

function splitsFirst(a: StoredExecution, b: StoredExecution): number {
  return Number(b.action === 'split') - Number(a.action === 'split');
}

function isTransferIn({ action, direction }: StoredExecution): boolean {
  return action === 'transfer' && direction !== 'out';
}

function isClosing(execution: StoredExecution, held: HeldOf): boolean {
  switch (execution.action) {
    case 'buy':
      return held.quantity(execution) < ZERO;
    case 'sell':
      return held.quantity(execution) >= ZERO;
    case 'transfer':
      return true;
    default:
      return closesByLabel(execution);
  }
}

/**
 * A split without ratio may come in pieces, one for shares that were not settled yet: the ratio is that of all of a day
 * together.
 */
export function splitsAsOne(executions: readonly StoredExecution[]): readonly StoredExecution[] {
  const pieces = executions.filter(isWithoutRatio);
  if (pieces.length < 2) return executions;
  const wholes = [...groupBy(pieces, pieceOf).values()].map((same) => ({
    ...same.reduce(firstOf),
    quantity: sum(same.map(({ quantity }) => quantity)),
  }));
  return [...wholes, ...executions.filter((execution) => !isWithoutRatio(execution))];
}

function pieceOf(split: StoredExecution): string {
  return JSON.stringify([split.account, newYorkDay(split.executed_at), instrumentKey(split)]);
}

function firstOf(a: StoredExecution, b: StoredExecution): StoredExecution {
  return (compare(a.executed_at, b.executed_at) || bySequence(a, b)) <= 0 ? a : b;
}
