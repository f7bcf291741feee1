/**
 * How often the truth by quotes lies within the interval of a counterfactual that knows only the advised premium and
 * the bars: real quotes of options on AAPL and TWX of June 2014. It is the interval that Saturday's message calls "by
 * model".
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSteps, type OpenSteps } from '../activities/make-steps.js';
import { counterfactual } from '../domain/counterfactual/counterfactual.js';
import type { ComparedAdvice } from '../domain/counterfactual/counterfactual-case.js';
import { dailyBars, type DailyBars } from '../domain/market/daily-bars.js';
import { combinedInterval, type Interval } from '../domain/number/combined-interval.js';
import { decimal, fromNumber, toNumber } from '../domain/number/decimal.js';
import { checkRecord } from '../domain/records/check-record.js';
import { daysBetween, type IsoDate } from '../domain/time/dates.js';
import type { Row } from '../store/exports/table-rows.js';
import { sharedData } from './shared-data.js';

const folder = sharedData('lean-options-2014');
const withData = folder === undefined ? describe.skip : describe;

interface Quote {
  right: 'call' | 'put';
  strike: number;
  expiration: IsoDate;
  bid: number;
  ask: number;
}
/** A contract that was quoted when it was advised to sell it and at the close to which it is compared. */
interface Seen {
  first: Quote;
  last: Quote;
  /** The underlying where the advice saw it; null: it names none, and the last close before its day counts. */
  seenAt: number | null;
}

/**
 * What a seller made a contract, by the quotes, where he was filled at `fill` and the close's middle is what it is
 * worth.
 */
const trueOf = ({ last }: Seen, fill: number) => 100 * (fill - middle(last));
const middle = ({ bid, ask }: Quote) => (bid + ask) / 2;
const keyInCents = (quote: Quote) => keyOf({ ...quote, strike: Math.round(quote.strike * 100) / 100 });
const keyOf = ({ right, strike, expiration }: Quote) => `${right} ${strike} ${expiration}`;

/**
 * Contracts such as are advised and traded: quoted on both sides, a nickel and more, up to 60 days and 15 % away from
 * the money.
 */
function isTypical({ first, last }: Seen, spot: number, day: IsoDate): boolean {
  const days = daysBetween(day, first.expiration);
  return (
    [first, last].every(({ bid, ask }) => bid > 0 && ask > bid) &&
    middle(first) >= 0.05 &&
    days >= 1 &&
    days <= 60 &&
    Math.abs(first.strike / spot - 1) <= 0.15
  );
}

function intervalOf(
  { first, seenAt }: Seen,
  day: IsoDate,
  daily: DailyBars,
  horizon: IsoDate,
): Interval | undefined {
  const text = (value: number) => value.toFixed(6);
  const checked = checkRecord('recommendations', {
    ...{ recommendation_id: 'r', sent_at: day, action: 'sell_to_open', underlying: 'X', quantity: 1 },
    ...{ right: first.right, strike: text(first.strike), expiration: first.expiration },
    ...{ premium: text(middle(first)), underlying_price: seenAt === null ? null : text(seenAt) },
  });
  if (!checked.ok) throw new Error(checked.reason);
  const advice: ComparedAdvice = { ...checked.record, trading_date: day };
  const contract = {
    right: first.right,
    strike: first.strike,
    expiration: first.expiration,
    multiplier: 100,
  };
  const leg = { contract, price: middle(first), feesUsd: 0 };
  const found = counterfactual({
    advice,
    answers: [{ ...leg, quantity: -1, day, halfSpread: null }],
    // The human closes on the day that is compared.
    exits: [{ ...leg, quantity: 1, day: horizon }],
    heldQuantity: null,
    daily,
    lastBar: horizon,
    asOf: horizon,
  });
  if (found?.source !== 'model') return undefined;
  const { pnl_low, pnl_mid, pnl_high } = found;
  return { low: pnl_low ?? 0n, mid: pnl_mid ?? 0n, high: pnl_high ?? 0n };
}

const closes = (prices: Readonly<Record<IsoDate, number>>) =>
  dailyBars(
    Object.entries(prices).map(([ts, price]) => {
      const close = fromNumber(price) ?? decimal(0);
      return { ts, open: close, high: close, low: close, close, volume: null, adjusted: 'none' as const };
    }),
    [],
  );

function inside(amount: number, { low, high }: Interval): boolean {
  return amount >= toNumber(low) - 0.005 && amount <= toNumber(high) + 0.005;
}

interface Coverage {
  contracts: number;
  single: number;
  five: number;
}

function lineOf([name, { contracts, single, five }]: [string, Coverage]): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return `${name}: ${contracts} contracts, ${percent(single)} inside; sums of five: ${percent(five)}`;
}

/** Shares of truths inside, of single contracts and of sums of five. */
function coverageOf(pairs: readonly { truth: number; interval: Interval }[]): Coverage {
  const share = (all: readonly { truth: number; interval: Interval }[]) =>
    all.filter(({ truth, interval }) => inside(truth, interval)).length / all.length;
  const fives = pairs.flatMap((_, at) => {
    const five = [0, 7, 13, 29, 41].map(
      (step) => pairs[(at + step) % pairs.length] as (typeof pairs)[number],
    );
    const estimates = five.map(({ interval }) => ({ cluster: 'X', ...interval }));
    return [
      { truth: five.reduce((sum, { truth }) => sum + truth, 0), interval: combinedInterval(estimates) },
    ];
  });
  return { contracts: pairs.length, single: share(pairs), five: share(fives) };
}

withData('the interval of a counterfactual by model, beside real quotes', () => {
  let dir: string;
  let opened: OpenSteps;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'coverage-'));
    opened = await openSteps(dir);
    for (const file of [
      'option/usa/daily/aapl_2014_quote_american.zip',
      'option/usa/daily/twx_2014_quote_american.zip',
      'option/usa/minute/twx/20140605_quote_american.zip',
      'equity/usa/daily/aapl.zip',
      'equity/usa/minute/twx/20140605_trade.zip',
      'equity/usa/minute/twx/20140606_trade.zip',
    ]) {
      const path = join(folder ?? '', file);
      await opened.steps.importFile({ path, givenPath: file, account: null, coveredThrough: null });
    }
  }, 120_000);
  afterAll(async () => {
    await opened.close();
    await rm(dir, { recursive: true });
  });

  async function quotesAt(underlying: string, ts: string): Promise<Map<string, Quote>> {
    const where: [string, string][] = [
      ['underlying', underlying],
      ['ts', ts],
    ];
    const { rows } = await opened.reads.tableRows({ table: 'quotes', where });
    return new Map((rows as unknown as Quote[]).map((quote) => [keyOf(quote), quote]));
  }

  async function closeAt(symbol: string, day: IsoDate, until: string): Promise<number> {
    const { rows } = await opened.reads.tableRows({
      table: 'bars',
      where: [['symbol', symbol]],
      from: day,
      to: day,
    });
    const within = rows.filter(({ ts }) => (ts as string) <= until);
    const last = within.reduce<Row | undefined>(
      (a, b) => (a && (a['ts'] as string) > (b['ts'] as string) ? a : b),
      undefined,
    );
    return Number(last?.['close']);
  }

  test('has nine of ten truths inside, whatever side the advice was filled on', async () => {
    const found: Record<string, Coverage> = {};
    const judge = (name: string, seen: Seen[], [day, horizon]: [IsoDate, IsoDate], daily: DailyBars) => {
      const intervals = seen.flatMap((one) => {
        const interval = intervalOf(one, day, daily, horizon);
        return interval === undefined ? [] : [{ one, interval }];
      });
      for (const [side, fill] of [
        ['at the middle', middle],
        ['at the bid', ({ bid }: Quote) => bid],
      ] as const)
        found[`${name}, ${side}`] = coverageOf(
          intervals.map(({ one, interval }) => ({ truth: trueOf(one, fill(one.first)), interval })),
        );
    };

    // Seven for one on Monday the ninth: Friday's quotes as they are read on Monday.
    const [fridayClose, mondayClose] = [
      (await closeAt('AAPL', '2014-06-06', '2014-06-06')) / 7,
      await closeAt('AAPL', '2014-06-09', '2014-06-09'),
    ];
    const byTerms = new Map(
      [...(await quotesAt('AAPL', '2014-06-09')).values()].map((quote) => [keyInCents(quote), quote]),
    );
    const aapl = [...(await quotesAt('AAPL', '2014-06-06')).values()].flatMap((quote): Seen[] => {
      const last = byTerms.get(keyInCents({ ...quote, strike: quote.strike / 7 }));
      return last ? [{ first: { ...last, bid: quote.bid / 7, ask: quote.ask / 7 }, last, seenAt: null }] : [];
    });
    const apple = closes({ '2014-06-06': fridayClose, '2014-06-09': mondayClose });
    const [friday, monday] = ['2014-06-06', '2014-06-09'];
    judge(
      'AAPL, from one close to the next',
      aapl
        .filter((one) => isTypical(one, fridayClose, friday))
        .map((one) => ({ ...one, seenAt: fridayClose })),
      [friday, monday],
      apple,
    );
    judge(
      'AAPL, advised on Monday by the premium of Friday',
      aapl.filter((one) => isTypical(one, mondayClose, monday)),
      [monday, monday],
      apple,
    );

    const [thursday, end] = [await quotesAt('TWX', '2014-06-05'), await quotesAt('TWX', '2014-06-06')];
    const days = {
      '2014-06-05': await closeAt('TWX', '2014-06-05', '2014-06-05T20:00:00Z'),
      '2014-06-06': await closeAt('TWX', '2014-06-06', '2014-06-06T20:00:00Z'),
    };
    const pairsOf = (quotes: ReadonlyMap<string, Quote>, seenAt: number | null) =>
      [...quotes].flatMap(([key, first]): Seen[] => {
        const last = end.get(key);
        return last ? [{ first, last, seenAt }] : [];
      });
    const warner = closes(days);
    judge(
      'TWX overnight',
      pairsOf(thursday, null).filter((one) => isTypical(one, days['2014-06-05'], '2014-06-06')),
      ['2014-06-06', '2014-06-06'],
      warner,
    );
    const hours: Seen[] = [];
    for (const hour of ['14', '15', '16', '17', '18', '19']) {
      const ts = `2014-06-05T${hour}:30:00Z`;
      const spot = await closeAt('TWX', '2014-06-05', ts);
      hours.push(
        ...pairsOf(await quotesAt('TWX', ts), spot).filter((one) => isTypical(one, spot, '2014-06-05')),
      );
    }
    judge('TWX by the hour', hours, ['2014-06-05', '2014-06-06'], warner);

    process.stderr.write(`${Object.entries(found).map(lineOf).join('\n')}\n`);
    for (const [name, { contracts, single, five }] of Object.entries(found)) {
      expect([name, contracts > 20]).toEqual([name, true]);
      expect([name, Math.min(single, five) >= 0.9]).toEqual([name, true]);
    }
  });
});
