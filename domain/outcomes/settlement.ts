/**
 * Which share trades settle which options' ends, of one account, direction and strike: what adds up says so. A broker
 * books a delivery in one row, in parts, together with others, or partly on the next session; trades of one's own at
 * the strike may stand beside it.
 */
import { compare } from '../compare.js';
import { groupBy } from '../group-by.js';
import { min, sum, ZERO, type Decimal } from '../number/decimal.js';
import { sumsOfSome, thingsOf, type Way } from '../number/sums-of-some.js';
import type { StoredExecution } from '../records/execution-order.js';
import { isSession, newYorkDay, nextSession } from '../time/calendar.js';

/** How many shares an option's end has to deliver. */
export interface Demand {
  event: StoredExecution;
  shares: Decimal;
}

/** A share trade, and how many of its shares settled an event. */
export interface SettledBy {
  leg: StoredExecution;
  shares: Decimal;
}

/** What of a day may be settled, and by which trades: some of either, by their shares. */
interface Day {
  isSession: boolean;
  ends: readonly Way<Demand>[];
  trades: readonly Way<StoredExecution>[];
  /** All shares that were traded on the session after it. */
  tradedNext: Decimal;
}

/** What is settled of a day and of those before it. */
interface Plan {
  settled: Decimal;
  /** Shares that came on the next session only. */
  late: Decimal;
  cost: number;
  step: { isSession: boolean; ends: Way<Demand>; trades: Way<StoredExecution>; before: Plan } | null;
}

/**
 * The trades that settled each event, by its record id; what is not settled is missing. They are whole trades of the
 * event's day or of the next session, and come to as many shares as the events that they settle. Of all ways those
 * are taken that settle most shares, then most on the day itself, then by trades of an event's very moment, then of
 * an event's size, then by the fewest; of trades that are alike those that are given first.
 */
export function settle(
  demands: readonly Demand[],
  trades: readonly StoredExecution[],
): Map<string, SettledBy[]> {
  const found = new Map<string, SettledBy[]>();
  let owed: Need[] = [];
  for (const step of stepsOf(bestPlan(daysOf(demands, trades)))) {
    const due = step.isSession ? owed : [];
    const own = thingsOf(step.ends).map(({ event, shares }) => ({ event, left: shares }));
    const free = new Map(thingsOf(step.trades).map((leg) => [leg, leg.quantity]));
    deliver(due, free, found);
    deliver(own, free, found);
    owed = [...owed, ...own].filter(({ left }) => left > ZERO);
  }
  return found;
}

function daysOf(demands: readonly Demand[], trades: readonly StoredExecution[]): Day[] {
  const demandsOn = groupBy(demands, ({ event }) => newYorkDay(event.executed_at));
  const lateOn = groupBy(demands, ({ event }) => nextSession(newYorkDay(event.executed_at)));
  const tradesOn = groupBy(trades, ({ executed_at }) => newYorkDay(executed_at));
  return [...new Set([...demandsOn.keys(), ...lateOn.keys()])].sort().map((day): Day => {
    const own = demandsOn.get(day) ?? [];
    const reached = [...(lateOn.get(day) ?? []), ...own];
    const [today, next] = [tradesOn.get(day) ?? [], tradesOn.get(nextSession(day)) ?? []];
    const traded = new Set([...today, ...next].map(({ quantity }) => quantity));
    const wanted = new Set(reached.map(({ shares }) => shares));
    const moments = new Set(reached.map(({ event }) => event.executed_at));
    const ends = own.map((demand) => {
      const cost = penaltyOf({ isOdd: !traded.has(demand.shares), isElsewhen: false });
      return { thing: demand, size: demand.shares, cost };
    });
    const legs = today.map((leg) => {
      const cost = penaltyOf({ isOdd: !wanted.has(leg.quantity), isElsewhen: !moments.has(leg.executed_at) });
      return { thing: leg, size: leg.quantity, cost };
    });
    return {
      isSession: isSession(day),
      ends: [...sumsOfSome(ends, sharesOf(own)).values()],
      trades: [...sumsOfSome(legs, sharesOf(reached)).values()],
      tradedNext: sum(next.map(({ quantity }) => quantity)),
    };
  });
}

/**
 * One for each, more than all of these for what has no counterpart of its size, and more again for what has none of
 * its moment.
 */
function penaltyOf({ isOdd, isElsewhen }: { isOdd: boolean; isElsewhen: boolean }): number {
  return 1 + (isOdd ? 1e5 : 0) + (isElsewhen ? 1e10 : 0);
}

function sharesOf(demands: readonly Demand[]): Decimal {
  return sum(demands.map(({ shares }) => shares));
}

/** So many plans are followed from day to day, each with another number of shares that the next session owes. */
const MOST_PLANS = 30;

function bestPlan(days: readonly Day[]): Plan {
  let plans = new Map<Decimal, Plan>([[ZERO, { settled: ZERO, late: ZERO, cost: 0, step: null }]]);
  for (const day of days) {
    const after = new Map<Decimal, Plan>();
    for (const [owed, before] of plans)
      for (const [owes, plan] of continued(before, owed, day)) {
        const known = after.get(owes);
        if (known === undefined || comparePlans(plan, known) < 0) after.set(owes, plan);
      }
    plans = new Map([...after].sort(([, a], [, b]) => comparePlans(a, b)).slice(0, MOST_PLANS));
    // To settle nothing of a day is a plan too: there is always one that owes nothing.
    plans.set(ZERO, after.get(ZERO) as Plan);
  }
  return plans.get(ZERO) as Plan;
}

/** The ways to go on from a plan by which so many shares are owed, each with what the next session then owes. */
function* continued(before: Plan, owed: Decimal, day: Day): Generator<[Decimal, Plan], void> {
  const due = day.isSession ? owed : ZERO;
  for (const ends of day.ends)
    for (const trades of day.trades) {
      const owes = owed + ends.sum - trades.sum;
      if (trades.sum < due || trades.sum > due + ends.sum || owes > day.tradedNext) continue;
      const step = { isSession: day.isSession, ends, trades, before };
      const [settled, late] = [before.settled + ends.sum, before.late + due];
      yield [owes, { settled, late, cost: before.cost + ends.cost + trades.cost, step }];
    }
}

/** Below zero where the first is the better one. */
function comparePlans(a: Plan, b: Plan): number {
  return compare(b.settled, a.settled) || compare(a.late, b.late) || a.cost - b.cost;
}

function stepsOf(plan: Plan): NonNullable<Plan['step']>[] {
  const steps: NonNullable<Plan['step']>[] = [];
  for (let { step } = plan; step !== null; { step } = step.before) steps.push(step);
  return steps.reverse();
}

/** An event, and what of its shares is still to be delivered. */
interface Need {
  event: StoredExecution;
  left: Decimal;
}

/**
 * Hands free shares of trades to events: to each those of a trade of its size, else of several, and parts of trades
 * only where there are none.
 */
function deliver(
  needs: readonly Need[],
  free: Map<StoredExecution, Decimal>,
  found: Map<string, SettledBy[]>,
): void {
  const give = (need: Need, leg: StoredExecution, shares: Decimal) => {
    found.set(need.event.record_id, [...(found.get(need.event.record_id) ?? []), { leg, shares }]);
    need.left -= shares;
    free.set(leg, (free.get(leg) as Decimal) - shares);
  };
  for (const need of needs) {
    const one = [...free].find(([, shares]) => shares === need.left);
    if (one !== undefined) give(need, ...one);
  }
  for (const need of needs) {
    const parts = [...free].map(([leg, shares]) => ({ thing: leg, size: shares, cost: 1 }));
    const way = sumsOfSome(parts, need.left).get(need.left);
    for (const leg of way === undefined ? [] : thingsOf(way)) give(need, leg, free.get(leg) as Decimal);
  }
  for (const need of needs)
    for (const [leg, shares] of [...free]) {
      const part = min(need.left, shares);
      if (part > ZERO) give(need, leg, part);
    }
}
