import { z } from '@hono/zod-openapi';
import { sum, type Decimal } from '../../domain/number/decimal.js';
import { daysBetween } from '../../domain/time/dates.js';
import type { JudgedAdvice, OpenedLot } from '../../store/pages/match-outcome.js';
import { amount, date, percent } from './fields.js';
import { asNumber } from './number.js';

const counterfactual = z.object({
  horizon: date.nullable(),
  pnl_low: amount.nullable(),
  pnl_mid: amount.nullable(),
  pnl_high: amount.nullable(),
  human_pnl: amount.nullable(),
  difference_low: amount.nullable(),
  difference_mid: amount.nullable(),
  difference_high: amount.nullable(),
  difference_delta_hedged: amount.nullable(),
  source: z.string(),
  verdict: z.string().nullable(),
  attribution: z
    .object({
      participation: amount,
      strike: amount,
      expiration: amount,
      size: amount,
      delay: amount,
      execution: amount,
      exit: amount,
      fees: amount,
    })
    .nullable(),
});

/** What came of a decision: of what it opened, and beside what was advised. */
export const outcome = z
  .object({
    id: z.string(),
    symbol: z.string(),
    strike: amount.nullable(),
    expiration: date.nullable(),
    option_type: z.string().nullable(),
    contracts: amount,
    final_status: z.enum(['open', 'traded', 'expired', 'assigned', 'exercised', 'mixed']).nullable(),
    premium_received: amount.nullable(),
    premium_paid_to_close: amount.nullable(),
    net_profit: amount.nullable(),
    profit_percent: percent.nullable(),
    days_held: z.int().nullable(),
    pnl_tax: amount.nullable(),
    pnl_economic: amount.nullable(),
    max_adverse_excursion: amount.nullable(),
    max_favourable_excursion: amount.nullable(),
    counterfactual: z.union([counterfactual, z.null()]),
    deviation_assessment: z.string().nullable(),
    currency: z.string().nullable(),
  })
  .openapi('Outcome');

export type Outcome = z.input<typeof outcome>;

/** Null where nothing was opened and nothing is judged. `received`: for what was sold to open, before fees. */
export function outcomeOf(
  id: string,
  {
    symbol,
    lots,
    judged,
    received,
  }: {
    symbol: string;
    lots: readonly OpenedLot[];
    judged: JudgedAdvice | undefined;
    received: Decimal | null;
  },
): Outcome | null {
  if (lots.length === 0 && judged === undefined) return null;
  const [first] = lots;
  const profit = totalOf(lots, 'pnl');
  const fees = totalOf(lots, 'fees');
  const isClosed = lots.length > 0 && lots.every(({ closed_at }) => closed_at !== null);
  const paid =
    received === null || profit === null || fees === null || !isClosed ? null : received - profit - fees;
  return {
    id,
    symbol,
    strike: asNumber(first?.strike),
    expiration: first?.expiration ?? null,
    option_type: first?.right ?? null,
    contracts: asNumber(sum(lots.map(({ quantity }) => quantity))) ?? 0,
    final_status: statusOf(lots),
    premium_received: asNumber(received),
    premium_paid_to_close: asNumber(paid),
    net_profit: asNumber(profit),
    profit_percent:
      profit === null || received === null || received === 0n
        ? null
        : Math.round((Number(profit) / Number(received)) * 1_000) / 10,
    days_held: isClosed ? heldDays(lots) : null,
    pnl_tax: asNumber(totalOf(lots, 'pnl_tax')),
    pnl_economic: asNumber(totalOf(lots, 'pnl_economic')),
    max_adverse_excursion: asNumber(totalOf(lots, 'max_adverse_excursion')),
    max_favourable_excursion: asNumber(totalOf(lots, 'max_favourable_excursion')),
    counterfactual: judged === undefined ? null : counterfactualOf(judged),
    deviation_assessment: judged?.verdict ?? null,
    currency: currencyOf(lots) ?? judged?.currency ?? null,
  };
}

type Amount =
  'pnl' | 'fees' | 'pnl_tax' | 'pnl_economic' | 'max_adverse_excursion' | 'max_favourable_excursion';

/** Null where one is not known, or the amounts are of several currencies. */
function totalOf(lots: readonly OpenedLot[], name: Amount): Decimal | null {
  const amounts = lots.map((lot) => lot[name]);
  if (lots.length === 0 || currencyOf(lots) === undefined || amounts.includes(null)) return null;
  return sum(amounts.map((one) => one ?? 0n));
}

function currencyOf(lots: readonly OpenedLot[]): string | undefined {
  const [first, ...others] = new Set(lots.flatMap(({ currency }) => currency ?? []));
  return others.length === 0 ? first : undefined;
}

function statusOf(lots: readonly OpenedLot[]): Outcome['final_status'] {
  const [first, ...others] = new Set(lots.map(({ close_kind }) => close_kind));
  if (first === undefined) return null;
  return others.length === 0 ? (first as Outcome['final_status']) : 'mixed';
}

function heldDays(lots: readonly OpenedLot[]): number | null {
  const days = (times: (string | null)[]) => times.flatMap((time) => time?.slice(0, 10) ?? []).sort();
  const opened = days(lots.map(({ opened_at }) => opened_at))[0];
  const closed = days(lots.map(({ closed_at }) => closed_at)).at(-1);
  return opened === undefined || closed === undefined ? null : daysBetween(opened, closed);
}

function counterfactualOf(judged: JudgedAdvice): z.input<typeof counterfactual> {
  return {
    horizon: judged.horizon,
    pnl_low: asNumber(judged.pnl_low),
    pnl_mid: asNumber(judged.pnl_mid),
    pnl_high: asNumber(judged.pnl_high),
    human_pnl: asNumber(judged.human_pnl),
    difference_low: asNumber(judged.difference_low),
    difference_mid: asNumber(judged.difference_mid),
    difference_high: asNumber(judged.difference_high),
    difference_delta_hedged: asNumber(judged.difference_delta_hedged),
    source: judged.source,
    verdict: judged.verdict,
    attribution:
      judged.participation === null
        ? null
        : {
            participation: asNumber(judged.participation) ?? 0,
            strike: asNumber(judged.strike) ?? 0,
            expiration: asNumber(judged.expiration) ?? 0,
            size: asNumber(judged.size) ?? 0,
            delay: asNumber(judged.delay) ?? 0,
            execution: asNumber(judged.execution) ?? 0,
            exit: asNumber(judged.exit) ?? 0,
            fees: asNumber(judged.fees) ?? 0,
          },
  };
}
