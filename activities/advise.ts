import { compare } from '../domain/compare.js';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { V3_3 } from '../domain/algorithm/algorithm-parameters.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { groupBy } from '../domain/group-by.js';
import { positionsBefore } from '../domain/positions/positions.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import { priceHistory, type PriceHistory } from '../domain/market/price-history.js';
import { recordJson } from '../domain/records/record-json.js';
import type { Recommendation } from '../domain/records/records.js';
import { advise } from '../domain/algorithm/reference-algorithm.js';
import { PARTIAL } from '../store/home/durable-file.js';
import { executionsOfCalls } from '../store/inputs/executions.js';
import { isOffScale, linesOf, type OffScale } from '../domain/market/share-count.js';
import { readMarket } from '../store/inputs/market.js';
import { readOffScale } from '../store/inputs/share-evidence.js';
import type { Home } from '../store/home/home.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { requireKnown } from './require-known.js';
import type { AdviseReport, Steps } from './steps.js';

/**
 * Calendar days of bars that are read before the first session: the lookback with its weekends and holidays, and room
 * for gaps.
 */
const RUN_UP_DAYS = 60;

/**
 * The reference algorithm's advice for every session of a range, on what the accounts really held. It comes in as a
 * file of canonical records, by the same door as an advice log from elsewhere: the same advice again is a duplicate.
 */
export function adviseSteps({
  warehouse,
  home,
  importFile,
}: {
  warehouse: Warehouse;
  home: Home;
  importFile: Steps['importFile'];
}): Pick<Steps, 'adviseRange'> {
  return {
    async adviseRange({ from, to, account }) {
      await requireKnown(warehouse, 'account', [account ?? undefined]);
      const path = join(home.raw, `advice${PARTIAL}`);
      try {
        const report = await writeAdvice(warehouse, path, { from, to, account });
        const givenPath = `reference-algorithm-${report.algorithm_version}-${from}-${to}.recommendations.jsonl`;
        if (report.recommendations > 0)
          await importFile({ path, givenPath, account: null, coveredThrough: null });
        return report;
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

async function writeAdvice(
  warehouse: Warehouse,
  path: string,
  { from, to, account }: { from: IsoDate; to: IsoDate; account: string | null },
): Promise<AdviseReport> {
  const executions = await executionsOfCalls(warehouse, { from, to, account });
  const { bars, lines } = await historiesOf(warehouse, executions, { from, to });
  const heldBefore = positionsBefore(executions);
  const sessions = sessionsBetween(from, to);
  const actions: string[] = [];
  const withoutBars: string[] = [];
  const file = await open(path, 'w');
  try {
    for (const date of sessions) {
      const advice = advise({ date, positions: heldBefore(date), bars, parameters: V3_3 });
      await file.appendFile(advice.recommendations.map(jsonLine).join(''));
      actions.push(...advice.recommendations.map(({ action }) => action));
      withoutBars.push(...advice.withoutBars);
    }
  } finally {
    await file.close();
  }
  return {
    from,
    to,
    algorithm_version: V3_3.version,
    sessions: sessions.length,
    recommendations: actions.length,
    by_action: countsOf(actions),
    without_bars: countsOf(withoutBars),
    bars_off_scale: lines,
  };
}

async function historiesOf(
  warehouse: Warehouse,
  executions: readonly StoredExecution[],
  { from, to }: { from: IsoDate; to: IsoDate },
): Promise<{ bars: Map<string, PriceHistory>; lines: string[] }> {
  const symbols = [
    ...new Set(
      executions.flatMap(({ underlying, to_underlying }) => [underlying, to_underlying ?? underlying]),
    ),
  ].sort();
  const runUp = addDays(from, -RUN_UP_DAYS);
  // Whether bars are on the share count of their day is no matter of the market: trades after it show it as well.
  const offScale = await readOffScale(warehouse, { through: null });
  const market = await readMarket(warehouse, { symbols, from: runUp, to, offScale });
  const concerned = [...offScale].filter(([symbol]) => symbols.includes(symbol));
  const within = concerned.map(([symbol, own]): [string, OffScale[]] => [
    symbol,
    own.filter((stretch) => isOffScale([stretch], runUp, to)),
  ]);
  return {
    bars: new Map([...market].map(([symbol, daily]) => [symbol, priceHistory(daily)])),
    lines: linesOf(new Map(within)),
  };
}

function jsonLine(record: Recommendation): string {
  return `${JSON.stringify(recordJson('recommendations', record))}\n`;
}

function countsOf(names: readonly string[]): Record<string, number> {
  const groups = [...groupBy(names, (name) => name)].sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(groups.map(([name, group]) => [name, group.length]));
}
