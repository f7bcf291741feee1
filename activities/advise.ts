import { compare } from '../domain/compare.js';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionsBetween } from '../domain/time/calendar.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { groupBy } from '../domain/group-by.js';
import { positionsBefore } from '../domain/positions/positions.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import { priceHistory, type PriceHistory } from '../domain/market/price-history.js';
import { recordJson } from '../domain/records/record-json.js';
import type { Recommendation } from '../domain/records/records.js';
import { PARTIAL } from '../store/home/durable-file.js';
import { registryIn } from '../store/derived/algorithm.js';
import { knownMornings } from '../store/derived/known-mornings.js';
import { executionsOfCalls } from '../store/inputs/executions.js';
import { isOffScale, linesOf, type OffScale } from '../domain/market/share-count.js';
import { readMarket } from '../store/inputs/market.js';
import { readOffScale } from '../store/inputs/share-evidence.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { adviceOf, adviceWithHoldout } from '../domain/registry/advise-sessions.js';
import { requireKnown } from './require-known.js';
import type { AdviseInput, AdviseReport } from './loop-reports.js';
import type { Steps } from './steps.js';
import { versionsAdvising, type Advising } from '../domain/registry/versions-advising.js';

/**
 * Calendar days of bars that are read before the first session: the lookback with its weekends and holidays, and room
 * for gaps.
 */
const RUN_UP_DAYS = 60;

/**
 * The reference algorithm's advice for every session of a range, by the version in force on it or the one that is
 * named, on what the accounts really held. It comes in as a file of canonical records, by the same door as an advice
 * log from elsewhere: the same advice again is a duplicate.
 */
export function adviseSteps({
  warehouse,
  home,
  journal,
  importFile,
}: {
  warehouse: Warehouse;
  home: Home;
  journal: Facts;
  importFile: Steps['importFile'];
}): Pick<Steps, 'adviseRange'> {
  return {
    async adviseRange(input) {
      await requireKnown(warehouse, 'account', [input.account ?? undefined]);
      const path = join(home.raw, `advice${PARTIAL}`);
      const { from, to, algorithm = null } = input;
      const advisingOn = versionsAdvising(registryIn(journal), algorithm);
      try {
        const report = await writeAdvice({ warehouse, path, advisingOn }, input);
        const versions = Object.keys(report.sessions_by_version).join('+');
        const givenPath = `reference-algorithm-${versions}-${from}-${to}.recommendations.jsonl`;
        if (report.recommendations > 0)
          await importFile({ path, givenPath, account: null, coveredThrough: null });
        return report;
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

interface Place {
  warehouse: Warehouse;
  path: string;
  advisingOn: (session: IsoDate) => Advising;
}

async function writeAdvice(
  { warehouse, path, advisingOn }: Place,
  { from, to, account, holdout = null }: AdviseInput,
): Promise<AdviseReport> {
  const sessions = sessionsBetween(from, to).map((date) => ({ date, advising: advisingOn(date) }));
  const executions = await executionsOfCalls(warehouse, { from, to, account });
  const { bars, lines, symbols, offScale } = await historiesOf(warehouse, executions, { from, to });
  const heldBefore = positionsBefore(executions);
  const inRegimes = sessions.some(({ advising }) => advisesByRegime(advising));
  const knownOn = await knownMornings(warehouse, { symbols, range: { from, to }, offScale, inRegimes });
  const actions: string[] = [];
  const withoutBars: string[] = [];
  const file = await open(path, 'w');
  try {
    for (const { date, advising } of sessions) {
      const morning = { date, positions: heldBefore(date), bars, known: knownOn(date) };
      const advice =
        holdout === null ? adviceOf(morning, advising.now) : adviceWithHoldout(morning, advising, holdout);
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
    algorithm_version: (sessions.at(-1)?.advising ?? advisingOn(to)).now.version,
    sessions: sessions.length,
    sessions_by_version: countsOf(sessions.map(({ advising }) => advising.now.version)),
    recommendations: actions.length,
    by_action: countsOf(actions),
    without_bars: countsOf(withoutBars),
    bars_off_scale: lines,
  };
}

function advisesByRegime({ now, before }: Advising): boolean {
  return now.byRegime.length > 0 || (before?.byRegime.length ?? 0) > 0;
}

async function historiesOf(
  warehouse: Warehouse,
  executions: readonly StoredExecution[],
  { from, to }: { from: IsoDate; to: IsoDate },
): Promise<{
  bars: Map<string, PriceHistory>;
  lines: string[];
  symbols: string[];
  offScale: ReadonlyMap<string, readonly OffScale[]>;
}> {
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
    symbols,
    offScale,
  };
}

function jsonLine(record: Recommendation): string {
  return `${JSON.stringify(recordJson('recommendations', record))}\n`;
}

function countsOf(names: readonly string[]): Record<string, number> {
  const groups = [...groupBy(names, (name) => name)].sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(groups.map(([name, group]) => [name, group.length]));
}
