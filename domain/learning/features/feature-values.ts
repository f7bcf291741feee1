import { hash } from 'node:crypto';
import type { AdviceAction } from '../../records/records.js';
import type { Right } from '../../records/instrument.js';
import { firstIndexFrom } from '../../market/bisection.js';
import {
  adviceTradingDate,
  closeTime,
  isBareDate,
  newYorkDay,
  sessionOnOrBefore,
} from '../../time/calendar.js';
import { addDays, daysBetween, isoDate, weekday, type IsoDate } from '../../time/dates.js';
import { instantAt } from '../../time/zone.js';
import { barsBefore, barValue, type FeatureBars } from './feature-bars.js';
import type { Feature, FeatureOf, FeatureSpecification } from './feature-specification.js';
import { askedAt, firstUnknownDay } from './known-times.js';
import { historyValue, type LabelledPast } from './labelled-past.js';

/** A piece of advice as it was when it came. Prices are per share. */
export interface AskedDecision {
  sent_at: string;
  account: string | null;
  underlying: string;
  action: AdviceAction;
  right: Right | null;
  strike: number | null;
  expiration: IsoDate | null;
  quantity: number | null;
  premium: number | null;
  bid: number | null;
  ask: number | null;
  underlying_price: number | null;
  /** What the sender saw; of several revisions the earliest one's. */
  context: Readonly<Record<string, unknown>>;
}

/** All that is stored of the world; what a decision could not know yet is passed over. */
export interface World {
  bars: ReadonlyMap<string, FeatureBars>;
  /** Days of earnings and ex-dividend days by underlying, in order. */
  events: ReadonlyMap<string, Readonly<Record<EventKind, readonly IsoDate[]>>>;
  past: LabelledPast;
}

type EventKind = 'earnings' | 'ex_dividend';

export interface FeatureValues {
  /** In the order of the specification. */
  values: Float64Array;
  /** The names of those that are not known. */
  missing: string[];
}

/** A greater number is none that was meant, and its square is no number at all. */
const GREATEST = 1e100;

/**
 * The features of a decision: the one function for what is stored and for what is asked now. Only what was known
 * strictly before the advice came is used.
 */
export function featureValues(
  { features }: FeatureSpecification,
  decision: AskedDecision,
  world: World,
): FeatureValues {
  const missing: string[] = [];
  const asked = { ...world, known: knownBars(decision, world.bars) };
  const values = new Float64Array(features.length);
  for (let i = 0; i < values.length; i++) {
    const feature = features[i] as Feature;
    const found = valueOf(feature, decision, asked);
    const known = found !== null && Math.abs(found) <= GREATEST ? found : null;
    if (known === null) missing.push(feature.name);
    const value = known ?? feature.missing ?? 0;
    const { clip } = feature;
    values[i] = clip ? Math.min(Math.max(value, clip[0]), clip[1]) : value;
  }
  return { values, missing };
}

/** The SHA-256 of the values as little-endian doubles. */
export function featuresHash(values: Float64Array): string {
  const bytes = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => bytes.setFloat64(8 * i, value, true));
  return hash('sha256', new Uint8Array(bytes.buffer), 'hex');
}

/** The price of the underlying when the advice came: its own, else that of the last close before; null for neither. */
export function priceWhenAsked(
  {
    sent_at,
    underlying,
    underlying_price,
  }: Pick<AskedDecision, 'sent_at' | 'underlying' | 'underlying_price'>,
  bars: World['bars'],
): number | null {
  if (underlying_price !== null && underlying_price > 0) return underlying_price;
  const own = bars.get(underlying);
  return own?.traded[barsBefore(own, firstUnknownDay(sent_at)) - 1] ?? null;
}

/** The bars of a decision's underlying and how many of them were known when it came; null without any. */
interface KnownBars {
  bars: FeatureBars;
  end: number;
}

function knownBars({ underlying, sent_at }: AskedDecision, bars: World['bars']): KnownBars | null {
  const own = bars.get(underlying);
  return own === undefined ? null : { bars: own, end: barsBefore(own, firstUnknownDay(sent_at)) };
}

function valueOf(
  feature: Feature,
  decision: AskedDecision,
  world: World & { known: KnownBars | null },
): number | null {
  switch (feature.source) {
    case 'context':
      return contextValue(decision.context[feature.of], feature.equals);
    case 'advice':
      return adviceValue(feature.of, decision, world.bars);
    case 'bars':
      return world.known && barValue(world.known.bars, world.known.end, feature);
    case 'calendar':
      return calendarValue(feature.of, decision.sent_at);
    case 'event':
      return eventValue(feature.of, decision, world.events);
    case 'history':
      return historyValue(
        world.past.lastBefore(decision, askedAt(decision.sent_at), feature),
        feature.of,
        decision.sent_at,
      );
  }
}

function contextValue(value: unknown, equals: string | undefined): number | null {
  if (equals !== undefined) return typeof value === 'string' ? Number(value === equals) : null;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? value : null;
}

const OPENS: ReadonlySet<AdviceAction> = new Set(['sell_to_open', 'buy_to_open', 'buy']);
const SHORT: ReadonlySet<AdviceAction> = new Set(['sell_to_open', 'buy_to_close']);
const DAYS_A_YEAR = 365;

/** What is short is a position that was sold, or the closing of one; a roll passes for one, as covered calls are. */
function adviceValue(
  of: FeatureOf<'advice'>['of'],
  decision: AskedDecision,
  bars: World['bars'],
): number | null {
  const { action, right, strike, quantity, premium, bid, ask } = decision;
  const dte =
    decision.expiration === null ? null : daysBetween(dayAsked(decision.sent_at), decision.expiration);
  const price = priceWhenAsked(decision, bars);
  switch (of) {
    case 'dte':
      return dte;
    case 'moneyness':
      return strike === null || price === null ? null : strike / price - 1;
    case 'premium_yield':
      if (premium === null || price === null || dte === null || dte <= 0) return null;
      return (premium / price / dte) * DAYS_A_YEAR;
    case 'spread':
      return bid === null || ask === null || bid + ask <= 0 ? null : (ask - bid) / ((ask + bid) / 2);
    case 'quantity':
      return quantity;
    case 'is_roll':
      return Number(action === 'roll');
    case 'is_opening':
      return Number(OPENS.has(action));
    case 'is_call':
      return Number(right === 'call');
    case 'is_short':
      return Number(SHORT.has(action) || action === 'roll');
  }
}

function dayAsked(sentAt: string): IsoDate {
  return newYorkDay(sentAt);
}

const MINUTE_MS = 60_000;
const FRIDAY = 5;

/** Before the open the minutes since it are below zero; where only the day is known, there are none. */
function calendarValue(of: FeatureOf<'calendar'>['of'], sentAt: string): number | null {
  const session = adviceTradingDate(sentAt);
  switch (of) {
    case 'minutes_since_open':
      return isBareDate(sentAt) ? null : minutes(instantAt(session, '09:30'), sentAt);
    case 'minutes_to_close':
      return isBareDate(sentAt) ? null : minutes(sentAt, instantAt(session, closeTime(session)));
    case 'weekday':
      return weekday(session);
    case 'days_to_monthly_expiration':
      return daysBetween(session, monthlyExpirationFrom(session));
  }
}

function minutes(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MINUTE_MS;
}

/** The third Friday of the month, or the session before it, that comes next. */
function monthlyExpirationFrom(day: IsoDate): IsoDate {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const expirations = [month, month + 1].map((one) => {
    const first = isoDate(year, one, 1);
    return sessionOnOrBefore(addDays(first, ((FRIDAY - weekday(first) + 7) % 7) + 14));
  });
  return expirations.find((expiration) => expiration >= day) as IsoDate;
}

/** Days ahead that are farther away than this count as unknown. */
const MOST_DAYS_AHEAD = 60;
const KINDS = { days_to_earnings: 'earnings', days_to_ex_dividend: 'ex_dividend' } as const;

function eventValue(
  of: FeatureOf<'event'>['of'],
  { underlying, sent_at }: AskedDecision,
  events: World['events'],
): number | null {
  const day = dayAsked(sent_at);
  const dates = events.get(underlying)?.[KINDS[of]] ?? [];
  const next = dates[firstIndexFrom(dates, (date) => date, day)];
  if (next === undefined) return null;
  const days = daysBetween(day, next);
  return days > MOST_DAYS_AHEAD ? null : days;
}
