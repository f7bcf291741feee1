import { V3_3 } from '../../domain/algorithm/algorithm-parameters.js';
import { callKey } from '../../domain/algorithm/cover-positions.js';
import { advise, type Situation } from '../../domain/algorithm/reference-algorithm.js';
import type { PriceHistory } from '../../domain/market/price-history.js';
import { decimal } from '../../domain/number/decimal.js';
import { lotsIn } from '../../domain/positions/lot-queue.js';
import type { Closing } from '../../domain/positions/lot.js';
import type { Position } from '../../domain/positions/positions.js';
import { knownMornings } from '../../domain/preferences/known-mornings.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import type { CashFlow, Recommendation } from '../../domain/records/records.js';
import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import { openBroker, type Broker } from '../broker.js';
import { simulateMarket, type SimulatedMarket } from '../market.js';
import { buyShares } from '../own-initiative.js';
import { sessionOf, type Session } from '../quotes.js';
import { drawsOf, type Draws } from './draws.js';
import { looksAt, ordered, wobbled } from './noise.js';
import type { PlantedPerson } from './person.js';
import { situationSample, type SituationSample } from './situation.js';
import { advisedContract, matterAction, rolledContract } from './trade.js';
import { trueCost } from './true-cost.js';
import { tickerOf, underlyingsOf, type OwnedUnderlying } from './underlyings.js';
import { wishOf, type FollowedHabit, type Matter, type Morning } from './wish.js';

/** What is known in the morning, without the parameters that advice is made by. */
export type MorningSituation = Omit<Situation, 'parameters'>;

/** What is in force on a session, and its advice of the morning. */
export interface InForceOn {
  version: string;
  adviser(this: void, morning: MorningSituation): Recommendation[];
}

/** The version that people's wishes are counted from. */
export const FIRST_VERSION: InForceOn = {
  version: V3_3.version,
  adviser: (morning) => advise({ ...morning, parameters: V3_3 }).recommendations,
};

/** A piece of advice with what only the simulator knows. */
export interface Advised {
  recommendation: Recommendation;
  /** The lots that were open of the call that it is about; empty of uncovered shares. */
  held: readonly string[];
  /** Positions of the habits that changed the answer. */
  applied: readonly number[];
  /** The executions that answer it: the ground truth of matching. */
  answered_by: readonly string[];
}

export interface PlayedSession {
  /** In the morning. */
  positions: readonly Position[];
  advised: Advised[];
  /** Of all accounts: trades, and how contracts ended. */
  executions: StoredExecution[];
  cashFlows: CashFlow[];
  closings: Closing[];
  /** Positions of habits, once for each matter on which the advice was as they want. */
  satisfied: number[];
}

/** A person's market and accounts, played session by session. */
export interface PlantedSeason {
  market: SimulatedMarket;
  underlyings: readonly OwnedUnderlying[];
  brokers: readonly Broker[];
  /** The histories as the options of the market see them: advice is made on them. */
  advisedOn: ReadonlyMap<string, PriceHistory>;
  /** What was known of an underlying on a morning beside its bars. */
  knownOn: ReturnType<typeof knownMornings>;
  /** Of each habit, what a decision that it changes is expected to cost, by the situations there were. */
  trueCosts(): (number | null)[];
  /** Plays the next session, in the week that is counted from 1. */
  play(date: IsoDate, week: number, inForce: InForceOn): PlayedSession;
}

/** Bars of so long before the first day, so that a volatility has a past year that it can be placed in. */
const RUN_IN_DAYS = 400;
/** Cash at the beginning, as a multiple of what the shares cost. */
const CASH = 1.2;

/** The season of a person over these days; the same for the same seed. */
export function plantedSeason(person: PlantedPerson, seed: number, days: DateRange): PlantedSeason {
  const draws = drawsOf(seed);
  const underlyings = underlyingsOf(person, { draws, days });
  const market = simulateMarket(
    underlyings.map(tickerOf),
    { ...days, runInDays: RUN_IN_DAYS, pricedOn: days.from },
    (symbol) => (symbol === null ? draws('market') : draws('prices', { underlying: symbol })),
  );
  const quoted = {
    halfSpread: { of: 'time value', share: person.market.half_spread } as const,
    volatilityPremium: person.market.volatility_premium,
  };
  const advisedOn = impliedHistories(market, quoted.volatilityPremium);
  const brokers = person.accounts.map(({ account, commission }) => {
    const shares = underlyings.filter((one) => one.account === account);
    const cost = shares.reduce((sum, one) => sum + one.shares * one.price, 0);
    const terms = {
      ...{ account, commission, deposit: Math.ceil((CASH * cost) / 1000) * 1000 },
      shares: Object.fromEntries(shares.map((one) => [one.symbol, one.shares])),
    };
    return openBroker(terms, (day, underlying) => draws('fills', { day, account, underlying }));
  });
  const knownOn = knownMornings({
    histories: market.histories,
    earnings: new Map(underlyings.map(({ symbol, earnings }) => [symbol, earnings])),
  });
  const seenOf = brokers.map(seenIn);
  const samples = person.habits.map(situationSample);
  let today: IsoDate = days.from;
  const known = (underlying: string) => knownOn(underlying, today);

  return {
    market,
    underlyings,
    brokers,
    advisedOn,
    knownOn,
    trueCosts: () =>
      samples.map((sample, index) => trueCost(index, sample.all(), { person, market, underlyings, draws })),
    play(date, week, { version, adviser }) {
      today = date;
      const session = sessionOf(market, date, quoted);
      const positions = brokers.flatMap((broker) => broker.held(date));
      const morning = { date, positions, bars: advisedOn, known };
      const advice = adviser(morning);
      const first = version === FIRST_VERSION.version ? advice : FIRST_VERSION.adviser(morning);
      const played: PlayedSession = {
        ...{ positions, advised: [], executions: [], cashFlows: [], closings: [], satisfied: [] },
      };
      const mattersOf = matters(advice, first);
      for (const broker of brokers) {
        if (date === days.from) deposit(broker, date);
        const held = heldCalls(broker);
        for (const [key, matter] of mattersOf.get(broker.terms.account) ?? []) {
          const applied = answerTo(matter, { broker, session, week });
          played.satisfied.push(...applied.satisfied);
          if (matter.advice !== undefined)
            played.advised.push({
              recommendation: matter.advice,
              held: held.get(key) ?? [],
              applied: applied.applied,
              answered_by: applied.answered_by,
            });
        }
        buyShares(broker, session, (symbol) => symbol);
      }
      for (const broker of brokers) broker.endDay(session);
      brokers.forEach((broker, at) => {
        const seen = seenOf[at] as Seen;
        played.executions.push(...broker.executions.slice(seen.executions));
        played.cashFlows.push(...broker.cashFlows.slice(seen.cashFlows));
        played.closings.push(...broker.book.closings.slice(seen.closings));
        seenOf[at] = seenIn(broker);
      });
      return played;
    },
  };

  /** What each habit by itself makes of the first version's advice, whether or not it is followed today. */
  function noteSituations(first: Recommendation | undefined, morning: Morning): void {
    if (first === undefined) return;
    const { date } = morning;
    person.habits.forEach((habit, index) => {
      if (habit.underlyings !== null && !habit.underlyings.includes(first.underlying)) return;
      const { trade, applied } = wishOf({ advice: first, first }, [{ index, habit }], morning);
      if (applied.length === 0) return;
      const drawn = draws(`situation ${index}`, { day: date, underlying: first.underlying })();
      (samples[index] as SituationSample).add({ date, first, trade }, drawn);
    });
  }

  function answerTo(
    matter: Matter,
    { broker, session, week }: { broker: Broker; session: Session; week: number },
  ): { applied: readonly number[]; satisfied: readonly number[]; answered_by: readonly string[] } {
    const { date } = session;
    const { account, underlying } = (matter.advice ?? matter.first) as Recommendation;
    const asked = { day: date, account: account ?? '', underlying };
    const followed = followedOn(person, { asked, week, draws });
    const { earningsIn } = known(underlying);
    const increments = V3_3.strikeIncrements;
    const morning = { date, earningsIn, increments };
    noteSituations(matter.first, morning);
    const wish = wishOf(matter, followed, morning);
    const { satisfied } = wish;
    const { advice } = matter;
    const nothing = { applied: [], satisfied, answered_by: [] };
    if (advice === undefined || !looksAt(asked, person.noise, draws)) return nothing;
    if (wish.trade === null) return { ...nothing, applied: wish.applied };
    const trade = wobbled(wish.trade, { asked, share: person.noise.wobble, draws, increments });
    const answer = ordered(trade, advice, { asked, noise: person.noise, draws, session });
    if (answer === undefined) return nothing;
    const before = broker.executions.length;
    broker.fill(date, answer.minute, answer.legs);
    const answered_by = broker.executions.slice(before).flatMap(({ execution_id }) => execution_id ?? []);
    return { applied: wish.applied, satisfied, answered_by };
  }
}

/** How much of an account's records and closings there was. */
type Seen = Record<'executions' | 'cashFlows' | 'closings', number>;

function seenIn({ executions, cashFlows, book }: Broker): Seen {
  return { executions: executions.length, cashFlows: cashFlows.length, closings: book.closings.length };
}

/** The histories as the options of the market see them: implied ÷ realised volatility is the power of every return. */
function impliedHistories(
  { histories }: SimulatedMarket,
  volatilityPremium: number,
): ReadonlyMap<string, PriceHistory> {
  if (volatilityPremium === 1) return histories;
  return new Map(
    [...histories].map(([symbol, history]) => [
      symbol,
      { ...history, comparable: history.comparable.map((close) => close ** volatilityPremium) },
    ]),
  );
}

/** The habits of a person that hold for an underlying in a week and are followed on that day. */
function followedOn(
  { habits }: PlantedPerson,
  {
    asked,
    week,
    draws,
  }: { asked: { day: IsoDate; account: string; underlying: string }; week: number; draws: Draws },
): FollowedHabit[] {
  return habits.flatMap((habit, index) => {
    const { underlyings, share, from_week, to_week, kind, action } = habit;
    if (week < from_week || (to_week !== null && week > to_week)) return [];
    if (underlyings !== null && !underlyings.includes(asked.underlying)) return [];
    return share === 1 || draws(`follows ${kind} ${action ?? ''}`, asked)() < share ? [{ index, habit }] : [];
  });
}

/** The matters of a morning by account and, within it, by what they are about. */
function matters(
  advice: readonly Recommendation[],
  first: readonly Recommendation[],
): Map<string, Map<string, Matter>> {
  const byAccount = new Map<string, Map<string, Matter>>();
  const add = (one: Recommendation, as: 'advice' | 'first') => {
    const own = byAccount.get(one.account ?? '') ?? new Map<string, Matter>();
    byAccount.set(one.account ?? '', own);
    const key = matterKey(one);
    own.set(key, { ...(own.get(key) ?? { advice: undefined, first: undefined }), [as]: one });
  };
  for (const one of advice) add(one, 'advice');
  for (const one of first) add(one, 'first');
  return byAccount;
}

/** Uncovered shares of an underlying, or one held call of it. */
function matterKey(advice: Recommendation): string {
  const action = matterAction(advice);
  if (action === 'open' || action === 'wait') return advice.underlying;
  const contract = action === 'roll' ? rolledContract(advice) : advisedContract(advice);
  return `${advice.underlying}\n${callKey(contract)}`;
}

/** The ids of the open lots of each call by the key of its matter. */
function heldCalls({ book }: Broker): Map<string, string[]> {
  const held = new Map<string, string[]>();
  for (const { instrument, queue } of book.entries.values()) {
    const { underlying, right, strike, expiration } = instrument;
    if (right === null || strike === null || expiration === null) continue;
    const lots = lotsIn(queue);
    if (lots.length > 0)
      held.set(
        `${underlying}\n${callKey({ strike, expiration })}`,
        lots.map(({ lot_id }) => lot_id),
      );
  }
  return held;
}

function deposit(broker: Broker, date: IsoDate): void {
  broker.pay({
    at: date,
    kind: 'deposit',
    amount: decimal(broker.terms.deposit),
    underlying: null,
    description: 'Electronic transfer',
  });
}
