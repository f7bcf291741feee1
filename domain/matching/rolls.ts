import { isHeeded, type AdviceLog } from '../advice/advice-log.js';
import { sameContract, type Terms } from '../advice/asked-terms.js';
import { assign, type WeightedPair } from './assignment.js';
import { isWithin } from './deviation.js';
import { nextSession, previousSession } from '../time/calendar.js';
import { abs, min, type Decimal } from '../number/decimal.js';
import { byTime, instantOf, type Fill, type FillGroup } from './fill-groups.js';
import { groupBy } from '../group-by.js';
import { contractPoints } from './match-score.js';
import { instrumentKey } from '../records/instrument.js';
import { isBuy } from '../records/trade-amount.js';
import { isAsAsked } from './trade-effect.js';

/** A closing and an opening leg that are one decision, and the contracts that were rolled. */
export interface RollLegs {
  closing: FillGroup;
  opening: FillGroup;
  quantity: Decimal;
}

interface RollPair {
  closing: FillGroup;
  opening: FillGroup;
  weight: number;
}

const THIRTY_MINUTES = 30 * 60_000;

/**
 * The rolls among the fill groups of one underlying: a closing and an opening leg of one account, right and currency
 * on different contracts, in one order or within 30 minutes of each other (the same trading date where one has no
 * time). Legs pair by order, then as advice to roll asks for both, then by quantity, time and strike; what is left of
 * a leg may roll into or out of a further one. Advice for one of the two legs alone keeps them apart, unless there is
 * advice to roll. A leg without a label is taken as the book shows it; of a contract that the data shows nothing of
 * before, it is a closing leg only where advice asks for that roll.
 */
export function rollsIn(groups: readonly FillGroup[], log: AdviceLog): RollLegs[] {
  const pairs = possiblePairs([...groups].sort(byFirstFill), log);
  const left = new Map(
    pairs.flatMap(({ closing, opening }) => [closing, opening]).map((g) => [g, g.quantity]),
  );
  const quantityLeft = (group: FillGroup) => left.get(group) ?? 0n;
  const rolls: RollLegs[] = [];
  for (;;) {
    const open = pairs.filter(
      ({ closing, opening }) => quantityLeft(closing) > 0n && quantityLeft(opening) > 0n,
    );
    if (open.length === 0) return rolls;
    for (const { closing, opening } of bestPairs(open)) {
      const quantity = min(quantityLeft(closing), quantityLeft(opening));
      // A group without a label may have closed in a pair of the same round in which it opens.
      if (quantity === 0n) continue;
      left.set(closing, quantityLeft(closing) - quantity);
      left.set(opening, quantityLeft(opening) - quantity);
      rolls.push({ closing, opening, quantity });
    }
  }
}

function possiblePairs(groups: readonly FillGroup[], log: AdviceLog): RollPair[] {
  const ofOptions = groups.filter(({ fills: [{ right }] }) => right !== null);
  const openings = ofOptions.filter(({ effect }) => effect === 'opens' || effect === 'unknown');
  const byOrder = groupBy(openings, ({ fills: [first] }) => first.order_id);
  const byDate = groupBy(openings, ({ fills: [first] }) => first.trading_date);
  return ofOptions.flatMap((closing) => {
    const [{ action, order_id, trading_date }] = closing.fills;
    if (closing.effect === 'opens') return [];
    const near = [previousSession(trading_date), trading_date, nextSession(trading_date)];
    const around = near.flatMap((date) => byDate.get(date) ?? []);
    const candidates = new Set([...((order_id !== null && byOrder.get(order_id)) || []), ...around]);
    return [...candidates]
      .filter((opening) => isBuy(opening.fills[0].action) !== isBuy(action))
      .filter((opening) => canRoll(closing, opening) && !isKeptApart(closing, opening, log))
      .filter((opening) => closing.effect !== 'unknown' || isAskedFor(closing, opening, log))
      .map((opening) => ({ closing, opening, weight: weigh(closing, opening, log) }));
  });
}

function canRoll(closing: FillGroup, opening: FillGroup): boolean {
  const [[closed], [opened]] = [closing.fills, opening.fills];
  return (
    closed.account === opened.account &&
    closed.right === opened.right &&
    closed.currency === opened.currency &&
    (isOneOrder(closed, opened) || secondsApart(closed, opened) <= THIRTY_MINUTES / 1000) &&
    instrumentKey(closed) !== instrumentKey(opened)
  );
}

function isOneOrder(closed: Fill, opened: Fill): boolean {
  return closed.order_id !== null && closed.order_id === opened.order_id;
}

/** Between the first fills; 0 on the same day where one has no time. */
function secondsApart(closed: Fill, opened: Fill): number {
  const [a, b] = [instantOf(closed), instantOf(opened)];
  if (a !== null && b !== null) return Math.abs(a - b) / 1000;
  return closed.trading_date === opened.trading_date ? 0 : Infinity;
}

function isKeptApart(closing: FillGroup, opening: FillGroup, log: AdviceLog): boolean {
  const [[closed], [opened]] = [closing.fills, opening.fills];
  const isHeard = ({ fills: [fill], effect }: FillGroup) =>
    log
      .near(fill.trading_date)
      .some(
        (logged) =>
          logged.terms.length === 1 &&
          logged.terms.some(
            ({ action, right, contract }) =>
              action !== 'roll' &&
              isAsAsked(action, { action: fill.action, effect }) &&
              right === fill.right &&
              sameContract(contract, fill),
          ) &&
          isHeeded(logged, timeOf(fill)),
      );
  return (isHeard(closing) || isHeard(opening)) && askedRolls(closed, opened, log).length === 0;
}

/** True where advice in force asks to close a contract near the one and to open one near the other, by one roll. */
function isAskedFor(closing: FillGroup, opening: FillGroup, log: AdviceLog): boolean {
  return nearness(closing.fills[0], opening.fills[0], log) > 0;
}

/** What advice in force when the first of two legs was traded asks to roll, of their right and side. */
function askedRolls(closed: Fill, opened: Fill, log: AdviceLog): Terms[] {
  const first = byTime(closed, opened) < 0 ? closed : opened;
  const side = isBuy(opened.action) ? 'long' : 'short';
  return log
    .near(first.trading_date)
    .filter((logged) => isHeeded(logged, timeOf(first)))
    .flatMap(({ terms }) => terms)
    .filter(
      ({ action, right, side: asked }) => action === 'roll' && right === opened.right && asked === side,
    );
}

/**
 * How near two legs are to the contracts that one piece of advice asks to roll, both within the tolerances; 0 where
 * none asks for them. The very contracts are worth more than any two pairs that are near.
 */
function nearness(closed: Fill, opened: Fill, log: AdviceLog): number {
  const points = askedRolls(closed, opened, log).map(({ contract, from }) => {
    if (from === null || !isWithin(from, closed) || !isWithin(contract, opened)) return 0;
    const exact = sameContract(from, closed) && sameContract(contract, opened);
    return (exact ? 3000 : 0) + contractPoints(from, closed, 1) + contractPoints(contract, opened, 1);
  });
  return Math.max(0, ...points);
}

function timeOf({ account, executed_at, trading_date }: Fill) {
  return { account, at: executed_at, trading_date };
}

/**
 * One order before all else, then what advice asks for, then as many rolls as possible, then by how close quantity,
 * time and strike are, in that order.
 */
function weigh(closing: FillGroup, opening: FillGroup, log: AdviceLog): number {
  const [[closed], [opened]] = [closing.fills, opening.fills];
  const smaller = min(closing.quantity, opening.quantity);
  const larger = closing.quantity + opening.quantity - smaller;
  const quantity = Number((smaller * 999n) / larger);
  const time = 1800 - Math.min(1800, Math.floor(secondsApart(closed, opened)));
  const [from, to] = [closed.strike as Decimal, opened.strike as Decimal];
  const moved = (abs(from - to) * 100n) / from;
  const strike = 49 - Number(min(49n, moved));
  const order = isOneOrder(closed, opened) ? 1e13 : 0;
  return order + nearness(closed, opened, log) * 1e9 + 1e8 + quantity * 1e5 + time * 50 + strike;
}

function bestPairs(pairs: readonly RollPair[]): RollPair[] {
  const closings = numbered(pairs.map(({ closing }) => closing));
  const openings = numbered(pairs.map(({ opening }) => opening));
  const weighted = pairs.map((pair): WeightedPair & { pair: RollPair } => ({
    row: closings.get(pair.closing) as number,
    column: openings.get(pair.opening) as number,
    weight: pair.weight,
    pair,
  }));
  const openingOf = assign({ rows: closings.size, columns: openings.size }, weighted);
  return weighted.filter(({ row, column }) => openingOf[row] === column).map(({ pair }) => pair);
}

/**
 * Numbers from 0 in the order of the groups' first fills, so that ties are broken the same whatever order the input
 * had.
 */
function numbered(groups: readonly FillGroup[]): Map<FillGroup, number> {
  return new Map([...new Set(groups)].sort(byFirstFill).map((group, i) => [group, i]));
}

function byFirstFill(a: FillGroup, b: FillGroup): number {
  return byTime(a.fills[0], b.fills[0]);
}
