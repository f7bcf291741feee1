/**
 * What a habit costs beside the first version's advice, by the market that the simulator draws: the expectation of what
 * counterfactuals measure, hedged, in % of the underlying's price, over paths that have not happened.
 */
import { V3_3 } from '../../domain/algorithm/algorithm-parameters.js';
import { optionDelta, optionPrice } from '../../domain/market/black-scholes.js';
import { nearestExpiration, strikeAtOrAbove } from '../../domain/market/option-listing.js';
import { realisedVolatility } from '../../domain/market/realised-volatility.js';
import { decimal, toNumber, type Decimal } from '../../domain/number/decimal.js';
import { firstIndexFrom } from '../../domain/market/bisection.js';
import { previousSession, sessionsBetween } from '../../domain/time/calendar.js';
import { daysBetween, laterOf, type IsoDate } from '../../domain/time/dates.js';
import { delayedMinutes } from '../delay.js';
import { commonFactor, movesOf, type SimulatedMarket } from '../market.js';
import { bidAndAsk, rolledAt } from '../quotes.js';
import { spotAt, type PricePath } from '../price-path.js';
import type { Random } from '../../domain/number/random.js';
import type { Draws } from './draws.js';
import type { PlantedPerson } from './person.js';
import type { Situation } from './situation.js';
import { advisedContract, matterAction, rolledContract } from './trade.js';
import { tickerOf, type OwnedUnderlying } from './underlyings.js';

const PATHS = 10_000;
/** A difference beyond this, in % of price, counts as this. */
const MOST_DIFFERENCE = 5;
const SESSION_MINUTES = 390;
const DAY_MINUTES = 24 * 60;
const { rate, roll, profitTarget, strikeDistance, strikeIncrements, dte } = V3_3;
const LOOKBACK = V3_3.volatility.lookbackReturns;
const DAYS_FROM_ADVICE_TO_CLOSE = 7 / 24;

/** A call that was sold, at a premium per share. */
interface Short {
  strike: number;
  expiration: IsoDate;
  sold: number;
}

/** One side of the comparison, per share that was advised on. */
interface Side {
  /** Cash of the trades in answer. */
  cash: number;
  /** What these trades move like, per dollar of the underlying. */
  delta: number;
  /** What is short after them, with how much of it. */
  short: (Short & { quantity: number })[];
}

/** One underlying from a morning on. */
interface Path {
  dates: readonly IsoDate[];
  /** The close before. */
  price: number;
  sessions: readonly PricePath[];
  /** Implied, on the morning of each session. */
  volatilities: readonly number[];
}

export interface CostContext {
  person: PlantedPerson;
  market: SimulatedMarket;
  underlyings: readonly OwnedUnderlying[];
  draws: Draws;
}

/** The expected cost of a decision that one habit changes: negative is what it loses; null of one that changed none. */
export function trueCost(
  index: number,
  situations: readonly Situation[],
  context: CostContext,
): number | null {
  if (situations.length === 0) return null;
  const each = Math.ceil(PATHS / situations.length);
  const random = context.draws(`true cost ${index}`);
  let total = 0;
  for (const situation of situations) {
    const pathOf = pathsFrom(situation, context);
    for (let i = 0; i < each; i++) {
      const difference =
        (100 * hedgedDifference(situation, pathOf(random), { context, random })) / priceOf(situation);
      total += Math.max(-MOST_DIFFERENCE, Math.min(MOST_DIFFERENCE, difference));
    }
  }
  return total / (each * situations.length);
}

function priceOf({ first }: Situation): number {
  return toNumber(first.underlying_price as Decimal);
}

/** The paths that an underlying may take from a morning on, until all that could be traded then has expired. */
function pathsFrom({ date, first, trade }: Situation, context: CostContext): (random: Random) => Path {
  const { market, underlyings, person } = context;
  const owned = underlyings.find(({ symbol }) => symbol === first.underlying) as OwnedUnderlying;
  const ends = [first.expiration, trade?.contract.expiration].filter((end) => typeof end === 'string');
  const dates = sessionsBetween(date, ends.reduce(laterOf));
  const history = market.histories.get(first.underlying);
  const end = firstIndexFrom(history?.dates ?? [], (day) => day, date);
  const before = history?.comparable.slice(end - LOOKBACK - 1, end) ?? [];
  const price = before.at(-1) ?? priceOf({ date, first, trade });
  const ticker = { ...tickerOf(owned), price };
  const after = market.regimes.get(previousSession(date)) ?? 'calm';
  return (random) => {
    const sessions = movesOf(ticker, dates, commonFactor(dates.length, { after, random }), random);
    const closes = [...before, ...sessions.map(({ close }) => close)];
    const volatilities = dates.map(
      (_date, i) =>
        person.market.volatility_premium * (realisedVolatility(closes.slice(i, i + LOOKBACK + 1)) ?? 0),
    );
    return { dates, price, sessions, volatilities };
  };
}

/** Human − advice per share on one path, without what the underlying's move made of the trades. */
function hedgedDifference(
  situation: Situation,
  path: Path,
  by: { context: CostContext; random: Random },
): number {
  const { person } = by.context;
  const minute = delayedMinutes(person.noise.typical_delay_minutes, {
    minutes: SESSION_MINUTES,
    random: by.random,
  });
  const [advised, answered] = sidesOf(situation, path, { person, minute });
  const ends = answered.short.map((short) => endOf(short, path, { person, minute }));
  const last = (expiration: IsoDate) => path.dates.findLastIndex((date) => date <= expiration);
  const horizon = Math.min(
    ...advised.short.map(({ expiration }) => last(expiration)),
    ...ends.map(({ at }) => at),
  );
  const spot = (path.sessions[horizon] as PricePath).close;
  const mark = ({ strike, expiration }: Short) => {
    const days = daysBetween(path.dates[horizon] as IsoDate, expiration);
    return worth({ spot, strike, days: Math.max(days, 0) }, path.volatilities[0] as number);
  };
  const owedFor = (short: Short, at: number) => {
    const end = ends[at];
    return end !== undefined && end.at === horizon && end.paid !== null ? end.paid : mark(short);
  };
  const valueOf = ({ cash, short }: Side, owed: (short: Short, at: number) => number) =>
    cash - short.reduce((sum, one, at) => sum + one.quantity * owed(one, at), 0);
  const direction = (answered.delta - advised.delta) * (spot - path.price);
  return valueOf(answered, owedFor) - valueOf(advised, mark) - direction;
}

/** What was advised at its premium, and what the person did at the bid and ask of their minute. */
function sidesOf(
  { first, trade }: Situation,
  path: Path,
  { person, minute }: { person: PlantedPerson; minute: number },
): [advised: Side, answered: Side] {
  const [date, session, volatility] = [path.dates[0], path.sessions[0], path.volatilities[0]] as [
    IsoDate,
    PricePath,
    number,
  ];
  const action = matterAction(first);
  const [premium, quantity] = [toNumber(first.premium as Decimal), toNumber(first.quantity as Decimal)];
  const deltaOf = ({ strike, expiration }: Pick<Short, 'strike' | 'expiration'>) => {
    const years = Math.max(daysBetween(date, expiration), 0.5) / 365;
    const terms = { right: 'call' as const, spot: path.price, strike, years, rate };
    return optionDelta(terms, volatility);
  };
  const quoteOf = ({ strike, expiration }: Pick<Short, 'strike' | 'expiration'>) => {
    const days = daysBetween(date, expiration) + (SESSION_MINUTES - minute) / DAY_MINUTES;
    const spot = spotAt(session, minute / SESSION_MINUTES);
    return quoted({ spot, strike, days }, volatility, person);
  };
  const held = action === 'open' || action === 'wait' ? null : heldCall(first, path);
  const kept: Side = { cash: 0, delta: 0, short: held === null ? [] : [{ ...held, quantity: 1 }] };
  const closing = held === null ? 0 : deltaOf(held);
  const value = held === null ? 0 : held.value;
  const target = numbersOf(advisedContract(first));
  const advised: Side =
    action === 'hold' || action === 'wait'
      ? kept
      : action === 'close'
        ? { cash: -premium, delta: closing, short: [] }
        : {
            cash: premium,
            delta: closing - deltaOf(target),
            short: [{ ...target, sold: premium + value, quantity: 1 }],
          };
  if (trade === null) return [advised, kept];
  if (trade.action === 'close')
    return [advised, { cash: -quoteOf(held ?? target).ask, delta: closing, short: [] }];
  const own = numbersOf(trade.contract);
  const share = toNumber(trade.quantity) / quantity;
  const quote = quoteOf(own);
  const { paid, received: bid } =
    held === null ? { paid: 0, received: quote.bid } : rolledAt(quoteOf(held), quote);
  const answered: Side = {
    cash: share * (bid - paid),
    delta: share * (closing - deltaOf(own)),
    short: [{ ...own, sold: bid, quantity: share }],
  };
  return [advised, answered];
}

/** The call that advice is about as it is held, with what it was sold for and what it is worth in the morning. */
function heldCall(first: Situation['first'], path: Path): Short & { value: number } {
  const call = numbersOf(matterAction(first) === 'roll' ? rolledContract(first) : advisedContract(first));
  const days = daysBetween(path.dates[0] as IsoDate, call.expiration) + DAYS_FROM_ADVICE_TO_CLOSE;
  const value = worth({ spot: path.price, strike: call.strike, days }, path.volatilities[0] as number);
  const { profit_captured } = JSON.parse(first.context ?? '{}') as { profit_captured?: number | null };
  const earned = profit_captured ?? 0;
  return { ...call, value, sold: earned < 1 ? value / (1 - earned) : value };
}

function numbersOf({ strike, expiration }: { strike: Decimal; expiration: IsoDate }): Omit<Short, 'sold'> {
  return { strike: toNumber(strike), expiration };
}

/**
 * How a call that the person is short of ends under the first version, which they follow then: bought back at the
 * profit target or rolled, at the ask of their minute, else at its expiration (paid null).
 */
function endOf(
  { strike, expiration, sold }: Short,
  { dates, price, sessions, volatilities }: Path,
  { person, minute }: { person: PlantedPerson; minute: number },
): { at: number; paid: number | null } {
  const last = dates.findLastIndex((date) => date <= expiration);
  for (let at = 1; at <= last; at++) {
    const [date, volatility] = [dates[at] as IsoDate, volatilities[at] as number];
    const spot = sessions[at - 1]?.close ?? price;
    const left = daysBetween(date, expiration);
    const value = cents(worth({ spot, strike, days: left + DAYS_FROM_ADVICE_TO_CLOSE }, volatility));
    const isEarned = value >= 0.01 && 1 - value / sold >= profitTarget;
    const isTested = spot >= strike * (1 - roll.testedWithin) || left <= roll.daysLeft;
    if (!isEarned && !(isTested && canRoll({ date, spot, strike, expiration, value }, volatility))) continue;
    const days = left + (SESSION_MINUTES - minute) / DAY_MINUTES;
    const then = spotAt(sessions[at] as PricePath, minute / SESSION_MINUTES);
    const { ask } = quoted({ spot: then, strike, days }, volatility, person);
    return { at, paid: ask };
  }
  return { at: last, paid: null };
}

/** Whether the first version finds a call to roll into. */
function canRoll(
  {
    date,
    spot,
    strike,
    expiration,
    value,
  }: { date: IsoDate; spot: number; value: number } & Omit<Short, 'sold'>,
  volatility: number,
): boolean {
  const next = nearestExpiration(date, roll.dte ?? dte, expiration);
  if (next === undefined) return false;
  const days = daysBetween(date, next) + DAYS_FROM_ADVICE_TO_CLOSE;
  const target = toNumber(
    strikeAtOrAbove(decimal(((1 + strikeDistance) * spot).toFixed(4)), strikeIncrements),
  );
  const strikes = target > strike ? [target, strike] : [strike];
  return strikes.some(
    (one) => cents(worth({ spot, strike: one, days }, volatility)) - value >= roll.minimumNetCredit - 1e-9,
  );
}

function quoted(
  terms: { spot: number; strike: number; days: number },
  volatility: number,
  { market: { half_spread } }: PlantedPerson,
): { bid: number; ask: number } {
  const intrinsic = Math.max(terms.spot - terms.strike, 0);
  return bidAndAsk({ worth: worth(terms, volatility), intrinsic }, { of: 'time value', share: half_spread });
}

function worth(
  { spot, strike, days }: { spot: number; strike: number; days: number },
  volatility: number,
): number {
  return optionPrice({ right: 'call', spot, strike, years: days / 365, rate }, volatility);
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
