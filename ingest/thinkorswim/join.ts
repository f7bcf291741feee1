import type { CsvRecord } from '../text/csv-records.js';
import { describedTrade, mayBeOf, type DescribedTrade } from './contract.js';
import type { CashRow } from './cash.js';

/** A row of the trade section, what it leaves blank filled from the row above. */
export interface TradeLeg {
  record: CsvRecord;
  side: string;
  /** Without its sign. */
  quantity: string;
  effect: string;
  symbol: string;
  expiration: string;
  strike: string;
  type: string;
  price: string;
}

/** One fill of the trade section: a row and the legs below it. */
export interface TradeGroup {
  account: string;
  day: string;
  time: string;
  /** Empty where the section has no such column. */
  order: string;
  netPrice: string;
  legs: [TradeLeg, ...TradeLeg[]];
}

/** A trade of the cash section, its description read. */
export interface CashTrade {
  row: CashRow;
  described: DescribedTrade;
}

/** What belongs together: one side may be empty where a section has a trade that the other lacks. */
export interface Bundle {
  groups: TradeGroup[];
  cash: CashTrade[];
}

/** How late a row of the cash section may be, the nearest looked for first. */
const SECONDS_LATE = [0, 1, 2, 3];

/**
 * Pairs the fills of the trade section, which know legs and prices, with those of the cash section, which know fees: by
 * the second and the symbol, several of these by quantity and price, and what is left of one second and symbol
 * together. The cash row may be a few seconds late.
 */
export function joinTrades(groups: readonly TradeGroup[], cash: readonly CashTrade[]): Bundle[] {
  const bySecond = new Map<string, CashTrade[]>();
  for (const trade of cash) {
    const at = key(trade.row);
    const others = bySecond.get(at);
    if (others) others.push(trade);
    else bySecond.set(at, [trade]);
  }
  const taken = new Set<CashTrade>();
  const bundles: Bundle[] = [];
  let open = [...sameSecond(groups).values()];
  for (const late of SECONDS_LATE) {
    const left: TradeGroup[][] = [];
    for (const together of open) {
      const [{ legs }] = together as [TradeGroup];
      const candidates = (bySecond.get(secondsLater(together[0] as TradeGroup, late)) ?? []).filter(
        (trade) => !taken.has(trade) && mayBeOf(trade.described, legs[0].symbol),
      );
      if (candidates.length === 0) {
        left.push(together);
        continue;
      }
      for (const trade of candidates) taken.add(trade);
      bundles.push(...pairs(together, candidates));
    }
    open = left;
  }
  const alone = cash.filter((trade) => !taken.has(trade));
  return [
    ...bundles,
    ...open.flat().map((group) => ({ groups: [group], cash: [] })),
    ...alone.map((trade) => ({ groups: [], cash: [trade] })),
  ];
}

/** By quantity and price first; what is left of the second belongs together. */
function pairs(groups: readonly TradeGroup[], cash: readonly CashTrade[]): Bundle[] {
  const bundles: Bundle[] = [];
  const left = new Set(cash);
  const unpaired: TradeGroup[] = [];
  for (const group of groups) {
    const { quantity, price } = group.legs[0];
    const same = [...left].find(
      ({ described }) =>
        Number(described.quantity) === Number(quantity) &&
        [group.netPrice, price].some((told) => told !== '' && Number(told) === Number(described.price)),
    );
    if (same === undefined) {
      unpaired.push(group);
      continue;
    }
    left.delete(same);
    bundles.push({ groups: [group], cash: [same] });
  }
  if (unpaired.length > 0 || left.size > 0) bundles.push({ groups: unpaired, cash: [...left] });
  return bundles;
}

function sameSecond(groups: readonly TradeGroup[]): Map<string, TradeGroup[]> {
  const together = new Map<string, TradeGroup[]>();
  for (const group of groups) {
    const at = JSON.stringify([key(group), group.legs[0].symbol]);
    const others = together.get(at);
    if (others) others.push(group);
    else together.set(at, [group]);
  }
  return together;
}

function key({ account, day, time }: { account: string; day: string; time: string }): string {
  return JSON.stringify([account, day, time]);
}

function secondsLater({ account, day, time }: TradeGroup, late: number): string {
  const instant = Date.parse(`${day}T${time}Z`);
  if (late === 0 || Number.isNaN(instant)) return key({ account, day, time });
  const iso = new Date(instant + late * 1_000).toISOString();
  return key({ account, day: iso.slice(0, 10), time: iso.slice(11, 19) });
}

/** The trade of a row of the cash section; undefined for a row without one. */
export function cashTrade(row: CashRow): CashTrade | undefined {
  if (!/^(TRD|EXP|RAD)?$/.test(row.type)) return undefined;
  const described = describedTrade(row.description);
  return described && { row, described };
}
