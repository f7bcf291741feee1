import { compare } from '../compare.js';
import { contractOf, coverPositions } from '../algorithm/cover-positions.js';
import { sentOn } from '../algorithm/reference-algorithm.js';
import type { Known, Matter } from '../algorithm/reference-decision.js';
import { concernedContract, sameContract } from '../advice/asked-terms.js';
import { groupBy } from '../group-by.js';
import { viewBefore, type MarketView, type PriceHistory } from '../market/price-history.js';
import type { Decision } from '../matching/decision.js';
import { formatDecimal, ZERO } from '../number/decimal.js';
import type { Position } from '../positions/positions.js';
import { nextSession, previousSession } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { weekOf, type IsoWeek } from '../time/iso-week.js';
import type { Ask, LoggedAnswer, Situation, Stretch, Subject } from './stretch.js';

/** What stretches are made of. */
export interface StretchInputs {
  /** Sessions with what was held at the close before; none for an algorithm that is not ours. */
  sessions: readonly { date: IsoDate; positions: readonly Position[] }[];
  /** In the order it was sent. */
  advice: readonly LoggedAnswer[];
  /** What the person did, by underlying, in the order of time. */
  trades: ReadonlyMap<string, readonly Decision[]>;
  histories: ReadonlyMap<string, PriceHistory>;
  /** What else was known of an underlying in a morning. */
  known: (underlying: string, day: IsoDate) => Known;
}

/** The stretches that the sessions and the advice log make, ordered by subject and time. */
export function stretchesOf(inputs: StretchInputs): Stretch[] {
  const bySubject = groupBy(subjectAsks(inputs), ({ key }) => key);
  const owner = new Map<string, string>();
  for (const [key, found] of bySubject)
    for (const { ask } of found)
      for (const one of ask.logged) if (one.fill_record_ids.length > 0) owner.set(fillsKey(one), key);
  const tradesOf = new Map(
    [...inputs.trades].map(([underlying, trades]) => [
      underlying,
      trades.map((trade) => ({ trade, owner: owner.get(tradeKey(trade)) })),
    ]),
  );
  const weekOn = remembering(weekOf);
  return [...bySubject]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([key, found]) => {
      const [{ subject }] = found as [SubjectAsk];
      const trades = (tradesOf.get(subject.underlying) ?? []).filter(
        (one) => one.owner === key || (one.owner === undefined && mayAnswer(one.trade, subject)),
      );
      const asks = found.map(({ ask }) => ask).sort(bySession);
      return parted(asks, { trades: trades.map(({ trade }) => trade), weekOn }).map((part) => ({
        subject,
        ...part,
      }));
    });
}

interface SubjectAsk {
  key: string;
  subject: Subject;
  ask: Ask;
}

function bySession(a: Ask, b: Ask): number {
  return compare(a.session, b.session) || compare(a.sent_at, b.sent_at);
}

/** The same for a decision and for the match that it answers. */
export function tradeKey({ parts }: Decision): string {
  return parts.map(({ record_id, quantity }) => `${record_id} ${quantity}`).join('\n');
}

export function fillsKey({ fill_record_ids, fill_quantities }: LoggedAnswer): string {
  return fill_record_ids.map((id, i) => `${id} ${fill_quantities[i]}`).join('\n');
}

/** Of what was held each session's asks; then what was logged without a position that the data shows. */
function subjectAsks({ sessions, advice, histories, known }: StretchInputs): SubjectAsk[] {
  const found: SubjectAsk[] = [];
  const placeOf = (key: string, session: IsoDate) => `${session} ${key}`;
  const logged = groupBy(
    advice.map((one) => {
      const subject = subjectOf(one);
      return { one, subject, key: subjectKey(subject) };
    }),
    ({ one, key }) => placeOf(key, one.trading_date),
  );
  for (const { date, positions } of sessions) {
    const views = new Map<string, Situation['viewOf']>();
    for (const position of coverPositions(positions)) {
      const { account, underlying, coverable, calls } = position;
      const viewOf = views.get(underlying) ?? viewsOn(histories.get(underlying), date);
      views.set(underlying, viewOf);
      const add = (matter: Matter, subject: Subject) => {
        const key = subjectKey(subject);
        const own = (logged.get(placeOf(key, date)) ?? []).map(({ one }) => one);
        logged.delete(placeOf(key, date));
        const sent_at = own.at(-1)?.sent_at ?? sentOn(date);
        const situation = { matter, viewOf, ...known(underlying, date) };
        found.push({ key, subject, ask: { session: date, sent_at, logged: own, situation } });
      };
      if (coverable > ZERO)
        add({ kind: 'shares', position }, { account, underlying, purpose: 'open', right: 'call' });
      for (const call of calls) {
        const contract = { right: 'call' as const, ...contractOf(call) };
        add({ kind: 'call', call }, { account, underlying, purpose: 'close', contract });
      }
    }
  }
  for (const left of logged.values())
    for (const { one, subject, key } of left) {
      const { trading_date: session, sent_at } = one;
      found.push({ key, subject, ask: { session, sent_at, logged: [one], situation: null } });
    }
  return found;
}

function viewsOn(history: PriceHistory | undefined, date: IsoDate): Situation['viewOf'] {
  return remembering((lookback: number): MarketView | undefined =>
    history === undefined ? undefined : viewBefore(history, date, lookback),
  );
}

function remembering<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, find(key));
    return known.get(key) as V;
  };
}

function subjectOf(advice: LoggedAnswer): Subject {
  const { account, underlying, action, right, legs } = advice;
  const contract = concernedContract(advice);
  const other: Subject = { account, underlying, purpose: 'other', name: `${action} ${legs}` };
  if (legs !== null || contract.right === null) return other;
  switch (action) {
    case 'wait':
    case 'sell_to_open':
    case 'buy_to_open':
      return { account, underlying, purpose: 'open', right };
    case 'buy_to_close':
    case 'sell_to_close':
    case 'roll':
    case 'hold':
      return { account, underlying, purpose: 'close', contract };
    default:
      return other;
  }
}

/** A subject as text. */
export function subjectKey(subject: Subject): string {
  // No name has a line break in it.
  return `${subject.account ?? ''}\n${subject.underlying}\n${subject.purpose}\n${purposeText(subject)}`;
}

function purposeText(subject: Subject): string {
  switch (subject.purpose) {
    case 'open':
      return `${subject.right}`;
    case 'close': {
      const { right, strike, expiration } = subject.contract;
      return `${right} ${strike && formatDecimal(strike)} ${expiration}`;
    }
    case 'other':
      return subject.name;
  }
}

/** Of trades that answer no advice of the log. */
function mayAnswer(trade: Decision, subject: Subject): boolean {
  if (subject.account !== null && subject.account !== trade.account) return false;
  switch (subject.purpose) {
    case 'open':
      return trade.right === subject.right && trade.action !== 'roll' && trade.effect !== 'closes';
    case 'close': {
      const { right, ...contract } = trade.from ?? { right: trade.right, ...trade.contract };
      return (
        right === subject.contract.right &&
        sameContract(contract, subject.contract) &&
        trade.effect !== 'opens'
      );
    }
    case 'other':
      return false;
  }
}

/**
 * Asks by weeks, those together between which a trade lies that could answer either: it answers advice of its session
 * or of the one before, and what is asked again in the one after is the same advice.
 */
function parted(
  asks: readonly Ask[],
  { trades, weekOn }: { trades: readonly Decision[]; weekOn: (day: IsoDate) => IsoWeek },
): Omit<Stretch, 'subject'>[] {
  const spans = trades.map((trade) => ({
    trade,
    from: weekOn(previousSession(trade.trading_date)),
    to: weekOn(nextSession(trade.trading_date)),
  }));
  const parts: { asks: Ask[]; from: IsoWeek; to: IsoWeek }[] = [];
  for (const ask of asks) {
    const week = weekOn(ask.session);
    const open = parts.at(-1);
    const isOpen =
      open && (open.to === week || spans.some(({ from, to }) => from <= open.to && to >= week && from < to));
    if (isOpen) {
      open.asks.push(ask);
      open.to = week;
    } else parts.push({ asks: [ask], from: week, to: week });
  }
  return parts.map((part) => ({
    asks: part.asks,
    trades: spans.filter(({ from, to }) => to >= part.from && from <= part.to).map(({ trade }) => trade),
  }));
}
