import { compare } from '../compare.js';
import type { AdviceLog } from '../advice/advice-log.js';
import { laterOf } from '../time/dates.js';
import { compareTimes } from '../time/time-order.js';
import { max, min, type Decimal } from '../number/decimal.js';
import type { Decision } from './decision.js';
import {
  averagePrice,
  byTime,
  fillGroups,
  type Fill,
  type FillGroup,
  type MatchedExecution,
  type OwnedFill,
} from './fill-groups.js';
import { hashId } from '../hash.js';
import { NO_FACTS, type HumanFacts } from './human-facts.js';
import { linkedTrades } from './linked-trades.js';
import { isBuy } from '../records/trade-amount.js';
import { rollsIn } from './rolls.js';

/**
 * The decisions behind the executions of one underlying, by the time of their first fills; the same for any order of
 * the executions. What a roll leaves of the larger leg stays a close or an open. What people linked to one piece of
 * advice is one decision.
 */
export function decisionsOf(
  executions: readonly MatchedExecution[],
  log: AdviceLog,
  facts: HumanFacts = NO_FACTS,
): Decision[] {
  const all = fillGroups(executions);
  const linked = linkedTrades(all, log, facts);
  const apart = new Set(linked.flatMap(({ of }) => of));
  const left = all.filter((group) => !apart.has(group));
  const taken = new Map<FillGroup, Decimal>();
  const legs = [
    ...linked.flatMap((trade) =>
      trade.kind === 'roll'
        ? [{ ...trade, quantity: min(trade.closing.quantity, trade.opening.quantity) }]
        : [],
    ),
    ...rollsIn(left, log),
  ];
  const rolls = legs.map(({ closing, opening, quantity }) => {
    const closed = take(taken, closing, quantity);
    const opened = take(taken, opening, quantity);
    return roll({ closing, opening }, quantity, { closed, opened });
  });
  const groups = [
    ...linked.flatMap((trade) => (trade.kind === 'roll' ? [trade.closing, trade.opening] : [trade.group])),
    ...left,
  ];
  const singles = groups.flatMap((group) => {
    const quantity = group.quantity - (taken.get(group) ?? 0n);
    return quantity > 0n ? [single(group, quantity, take(taken, group, quantity))] : [];
  });
  return [...rolls, ...singles].sort(
    (a, b) => compareTimes(a.at, b.at) || compare(a.decision_id, b.decision_id),
  );
}

/** The next fills of a group that make up a quantity, each with as much of it as that takes. */
function take(taken: Map<FillGroup, Decimal>, group: FillGroup, quantity: Decimal): OwnedFill[] {
  const from = taken.get(group) ?? 0n;
  const to = from + quantity;
  taken.set(group, to);
  let start = 0n;
  return group.fills.flatMap((fill) => {
    const [begins, ends] = [max(start, from), min(start + fill.quantity, to)];
    start += fill.quantity;
    return begins < ends ? [{ fill, quantity: ends - begins }] : [];
  });
}

function single(group: FillGroup, quantity: Decimal, owned: readonly OwnedFill[]): Decision {
  const [{ action, right, strike, expiration }] = group.fills;
  return {
    decision_id: hashId('single', group.id),
    action,
    right,
    contract: { strike, expiration },
    from: null,
    side: null,
    effect: group.effect,
    quantity,
    premium: averagePrice(owned),
    ...placeOf(owned),
  };
}

function roll(
  { closing, opening }: { closing: FillGroup; opening: FillGroup },
  quantity: Decimal,
  owned: { closed: readonly OwnedFill[]; opened: readonly OwnedFill[] },
): Decision {
  const [closed] = closing.fills;
  const [opened] = opening.fills;
  const [paid, got] = [averagePrice(owned.closed), averagePrice(owned.opened)];
  const gain = paid === null || got === null ? null : got - paid;
  const isLong = isBuy(opened.action);
  return {
    decision_id: hashId('roll', closing.id, opening.id),
    action: 'roll',
    right: opened.right,
    contract: { strike: opened.strike, expiration: opened.expiration },
    from: { right: closed.right, strike: closed.strike, expiration: closed.expiration },
    side: isLong ? 'long' : 'short',
    effect: null,
    quantity,
    premium: gain !== null && isLong ? -gain : gain,
    ...placeOf([...owned.closed, ...owned.opened]),
  };
}

function placeOf(owned: readonly OwnedFill[]) {
  const fills = owned.map(({ fill }) => fill);
  const [first] = [...fills].sort(byTime) as [Fill];
  return {
    account: first.account,
    at: first.executed_at,
    trading_date: first.trading_date,
    fills_through: fills.map(({ trading_date }) => trading_date).reduce(laterOf),
    execution_ids: [...new Set(fills.map(({ execution_id }) => execution_id))].sort(),
    parts: owned
      .map(({ fill, quantity }) => ({ record_id: fill.record_id, quantity }))
      .sort((a, b) => compare(a.record_id, b.record_id)),
  };
}
