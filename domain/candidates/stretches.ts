import { compare } from '../compare.js';
import { contractOf, coverPositions } from '../algorithm/cover-positions.js';
import { sentOn } from '../algorithm/reference-algorithm.js';
import type { Known, Matter } from '../algorithm/reference-decision.js';
import { concernedContract, sameContract } from '../advice/asked-terms.js';
import { groupBy } from '../group-by.js';
import type { PriceHistory } from '../market/price-history.js';
import type { Decision } from '../matching/decision.js';
import { formatDecimal, ZERO } from '../number/decimal.js';
import type { Position } from '../positions/positions.js';
import { nextSession, previousSession } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { weekOf, type IsoWeek } from '../time/iso-week.js';
import { viewsOn, type Lookbacks } from './morning-views.js';
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
  lookbacks: Lookbacks;
}

/** What was made of sessions and subjects, to be kept where the next stretches are made of the same. */
export interface KeptAsks {
  inputs: Pick<StretchInputs, 'histories' | 'known'>;
  sessions: ReadonlyMap<IsoDate, SessionAsks>;
  subjects: ReadonlyMap<string, SubjectStretches>;
}

/** The asks of a session, and what they were made of. */
interface SessionAsks {
  positions: readonly Position[];
  advice: readonly LoggedAnswer[];
  asks: readonly SubjectAsk[];
  /** Of answered advice: the key of what was traded, and that of the subject. */
  owned: readonly (readonly [string, string])[];
}

interface SubjectStretches {
  asks: readonly Ask[];
  trades: readonly Decision[];
  stretches: readonly Stretch[];
}

/** The stretches that the sessions and the advice log make, ordered by subject and time. */
export function stretchesOf(
  inputs: StretchInputs,
  before?: KeptAsks,
): { stretches: Stretch[]; kept: KeptAsks } {
  const { histories, known } = inputs;
  const isOfSameMarket = before?.inputs.histories === histories && before.inputs.known === known;
  const sessions = sessionAsks(inputs, isOfSameMarket ? before.sessions : NONE_BEFORE);
  const bySubject = new Map<string, { subject: Subject; asks: Ask[] }>();
  const owner = new Map<string, string>();
  for (const { asks, owned } of sessions.values()) {
    for (const { key, subject, ask } of asks) {
      const found = bySubject.get(key);
      if (found) found.asks.push(ask);
      else bySubject.set(key, { subject, asks: [ask] });
    }
    for (const [fills, key] of owned) owner.set(fills, key);
  }
  const tradesOf = new Map(
    [...inputs.trades].map(([underlying, trades]) => [
      underlying,
      trades.map((trade) => ({ trade, owner: owner.get(tradeKey(trade)) })),
    ]),
  );
  const weekOn = remembering(weekOf);
  const subjects = new Map(
    [...bySubject]
      .sort(([a], [b]) => compare(a, b))
      .map(([key, { subject, asks: found }]): [string, SubjectStretches] => {
        const trades = (tradesOf.get(subject.underlying) ?? []).flatMap(({ trade, owner: by }) =>
          by === key || (by === undefined && mayAnswer(trade, subject)) ? [trade] : [],
        );
        const asks = found.sort(bySession);
        const same = before?.subjects.get(key);
        if (same && isSameList(same.asks, asks) && isSameList(same.trades, trades)) return [key, same];
        const stretches = parted(asks, { trades, weekOn }).map((part) => ({
          subject,
          place: `${key} ${part.asks[0]?.session}`,
          ...part,
        }));
        return [key, { asks, trades, stretches }];
      }),
  );
  return {
    stretches: [...subjects.values()].flatMap(({ stretches }) => stretches),
    kept: { inputs: { histories, known }, sessions, subjects },
  };
}

const NONE_BEFORE: KeptAsks['sessions'] = new Map();

interface SubjectAsk {
  key: string;
  subject: Subject;
  ask: Ask;
}

/** By session, those without a position that the data shows after the others. */
function sessionAsks(inputs: StretchInputs, before: KeptAsks['sessions']): Map<IsoDate, SessionAsks> {
  const adviceOn = groupBy(inputs.advice, ({ trading_date }) => trading_date);
  const positionsOn = new Map(inputs.sessions.map(({ date, positions }) => [date, positions]));
  return new Map(
    [...new Set([...positionsOn.keys(), ...adviceOn.keys()])].map((date) => {
      const [positions, advice] = [positionsOn.get(date) ?? NO_POSITIONS, adviceOn.get(date) ?? []];
      const kept = before.get(date);
      if (kept?.positions === positions && isSameList(kept.advice, advice)) return [date, kept];
      const asks = asksOn(date, { positions, advice }, inputs);
      const owned = asks.flatMap(({ key, ask: { logged } }) =>
        logged.flatMap((one) => (one.fill_record_ids.length > 0 ? [[fillsKey(one), key] as const] : [])),
      );
      return [date, { positions, advice, asks, owned }];
    }),
  );
}

const NO_POSITIONS: readonly Position[] = [];

/** Whether two lists hold the very same items. */
export function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
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

/** Of what was held in a session its asks; then what was logged without a position that the data shows. */
function asksOn(
  date: IsoDate,
  { positions, advice }: Pick<SessionAsks, 'positions' | 'advice'>,
  { histories, known, lookbacks }: Pick<StretchInputs, 'histories' | 'known' | 'lookbacks'>,
): SubjectAsk[] {
  const found: SubjectAsk[] = [];
  const logged = groupBy(
    advice.map((one) => {
      const subject = subjectOf(one);
      return { one, subject, key: subjectKey(subject) };
    }),
    ({ key }) => key,
  );
  const views = new Map<string, Situation['viewOf']>();
  const viewsOf = (underlying: string) => {
    const own = advice.filter((one) => one.underlying === underlying);
    return viewsOn({ history: histories.get(underlying), date, advice: own, lookbacks });
  };
  for (const position of coverPositions(positions)) {
    const { account, underlying, coverable, calls } = position;
    const viewOf = views.get(underlying) ?? viewsOf(underlying);
    views.set(underlying, viewOf);
    const add = (matter: Matter, subject: Subject) => {
      const key = subjectKey(subject);
      const own = (logged.get(key) ?? []).map(({ one }) => one);
      logged.delete(key);
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
  for (const left of logged.values())
    for (const { one, subject, key } of left) {
      const { sent_at } = one;
      found.push({ key, subject, ask: { session: date, sent_at, logged: [one], situation: null } });
    }
  return found;
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
function subjectKey(subject: Subject): string {
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
): Omit<Stretch, 'subject' | 'place'>[] {
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
