import { describe, expect, test } from '@jest/globals';
import { V3_3, type AlgorithmParameters } from '../../domain/algorithm/algorithm-parameters.js';
import { advise } from '../../domain/algorithm/reference-algorithm.js';
import { sessionsBetween } from '../../domain/time/calendar.js';
import { decimal, toNumber } from '../../domain/number/decimal.js';
import { weekday } from '../../domain/time/dates.js';
import { plantedPerson } from './person.js';
import { FIRST_VERSION, plantedSeason, type InForceOn } from './season.js';

const DAYS = { from: '2024-01-02', to: '2024-03-28' };
const inForce = (parameters: AlgorithmParameters): InForceOn => ({
  version: parameters.version,
  adviser: (morning) => advise({ ...morning, parameters }).recommendations,
});

function playedBy(habits: object[], more: { noise?: object; market?: object; advising?: InForceOn } = {}) {
  const person = plantedPerson({
    ...{ schema: 1, name: 'somebody', start: DAYS.from },
    accounts: [
      { account: 'main', commission: 0.65 },
      { account: 'ira', commission: 0 },
    ],
    market: { underlyings: { count: 6 }, ...more.market },
    habits,
    noise: more.noise,
  });
  const season = plantedSeason(person, 7, DAYS);
  const sessions = sessionsBetween(DAYS.from, DAYS.to).map((date) => ({
    date,
    ...season.play(date, 1, more.advising ?? FIRST_VERSION),
  }));
  return { season, sessions, executions: sessions.flatMap(({ executions }) => executions) };
}

const NOISE = { misses: 0.2, absent_days: 0.1, wobble: 0.2, mood: 0.5 };
/** An execution by what it is, without what counts orders. */
const what = ({ execution_id: _id, order_id: _order, record_id: _record, ...rest }: object & Ids) => rest;
type Ids = { execution_id?: unknown; order_id?: unknown; record_id?: unknown };
const optionsOf = (underlying: string, executions: ReturnType<typeof playedBy>['executions']) =>
  executions.filter((one) => one.underlying === underlying && one.right !== null).map(what);

describe('plantedSeason(person, seed, days)', () => {
  test('is the same for the same seed, and makes up shares, prices and earnings', () => {
    const [one, other] = [playedBy([], { noise: NOISE }), playedBy([], { noise: NOISE })];
    expect(one.executions).toEqual(other.executions);
    for (const { shares, price, volatility, earnings } of one.season.underlyings) {
      expect([shares % 100, shares >= 300 && shares <= 800]).toEqual([0, true]);
      expect(price >= 5 && price <= 120 && volatility >= 0.2 && volatility <= 0.8).toBe(true);
      expect(earnings.length).toBeLessThanOrEqual(1);
    }
    expect(one.season.underlyings.flatMap(({ earnings }) => earnings).length).toBeGreaterThan(2);
  });

  test('has the earnings that are known among the events of its market, those after its last day too', () => {
    const earnings = ['2024-02-13', '2024-04-02'];
    const listed = { symbol: 'U01', price: 20, volatility: 0.4, shares: 300, earnings };
    const { season } = playedBy([], { market: { underlyings: [listed] } });
    expect(season.knownOn('U01', DAYS.to).earningsIn).toBe(2);
    expect(season.market.events.map(({ kind, date }) => [kind, date])).toEqual(
      earnings.map((date) => ['earnings', date]),
    );
  });

  test('a habit of one underlying leaves all draws on the others as they were', () => {
    const plain = playedBy([], { noise: NOISE });
    const habit = playedBy([{ kind: 'strike_shift', steps: 2, underlyings: ['U01'] }], { noise: NOISE });
    expect(optionsOf('U01', habit.executions)).not.toEqual(optionsOf('U01', plain.executions));
    for (const other of ['U02', 'U03', 'U04', 'U05', 'U06'])
      expect(optionsOf(other, habit.executions)).toEqual(optionsOf(other, plain.executions));
  });

  test('who is away and what is missed does not depend on the version that advises', () => {
    const noise = { misses: 0.3, absent_days: 0.2, wobble: 0 };
    const parameters = { ...V3_3, version: 'v3.4', strikeSteps: 1, minimumPremium: 0.01 };
    const opened = (advising: InForceOn) => {
      const first = playedBy([{ kind: 'strike_shift', steps: 1 }], { noise, advising }).executions;
      return first
        .filter(({ action }) => action === 'sell_to_open')
        .slice(0, 6)
        .map(what);
    };
    expect(opened(inForce(parameters))).toEqual(opened(FIRST_VERSION));
  });

  test('answers are filled at the bid and ask of their minute, by limit only where the market comes', () => {
    const atMarket = playedBy([], { noise: { misses: 0, wobble: 0 } });
    const atLimit = playedBy([], { noise: { misses: 0, wobble: 0, limit_orders: true } });
    const answered = ({ sessions }: ReturnType<typeof playedBy>) => {
      const asked = sessions
        .flatMap(({ advised }) => advised)
        .filter(({ recommendation: { action } }) => action === 'sell_to_open');
      const sold = sessions
        .flatMap(({ executions }) => executions)
        .filter(({ action }) => action === 'sell_to_open');
      return new Set(sold.map(({ order_id }) => order_id)).size / asked.length;
    };
    expect(answered(atMarket)).toBeGreaterThan(answered(atLimit));
  });

  test('a premium of implied volatility raises what is advised and paid, and moves no underlying', () => {
    const [fair, dear] = [playedBy([]), playedBy([], { market: { volatility_premium: 1.8 } })];
    expect(dear.season.market.bars).toEqual(fair.season.market.bars);
    const first = ({ sessions }: ReturnType<typeof playedBy>) =>
      new Map(
        sessions
          .flatMap(({ advised }) => advised)
          .slice(0, 12)
          .map(({ recommendation: one }) => [one.underlying, toNumber(one.premium ?? 0n)]),
      );
    const [low, high] = [first(fair), first(dear)];
    for (const [underlying, premium] of low) expect(high.get(underlying)).toBeGreaterThan(premium);
  });

  test('prices are those of the evening before the start', () => {
    const { season } = playedBy([]);
    for (const { symbol, price } of season.underlyings) {
      const before = season.market.daily.get(symbol)?.bars.findLast(({ date }) => date < DAYS.from);
      expect(before?.close).toBe(decimal(price.toFixed(2)));
    }
  });

  test('knows which habit changed an answer, and on what the advice is as one wants', () => {
    const { sessions } = playedBy([{ kind: 'weekday_refusal', action: 'roll', weekday: 5 }], {
      noise: { misses: 0, wobble: 0 },
    });
    for (const { date, advised } of sessions)
      for (const { recommendation, applied } of advised) {
        const isRefused = recommendation.action === 'roll' && weekday(date) === 5;
        expect(applied).toEqual(isRefused ? [0] : []);
      }
    const quiet = { ...V3_3, version: 'v3.4', quiet: { ...V3_3.quiet, rollWeekdays: [5] } };
    const learnt = playedBy([{ kind: 'weekday_refusal', action: 'roll', weekday: 5 }], {
      noise: { misses: 0, wobble: 0 },
      advising: inForce(quiet),
    });
    expect(learnt.sessions.flatMap(({ advised }) => advised).flatMap(({ applied }) => applied)).toEqual([]);
    expect(learnt.sessions.flatMap(({ satisfied }) => satisfied).length).toBeGreaterThan(3);
  });
});
