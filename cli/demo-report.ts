import { join } from 'node:path';
import { combinedInterval, type Estimate } from '../domain/number/combined-interval.js';
import { sum, toFixed, type Decimal } from '../domain/number/decimal.js';
import { formatWeek } from '../domain/time/iso-week.js';
import type { WeekSummary } from '../domain/week/week.js';
import { barChart } from './chart.js';

/** What a person wants to see of a store, read from its Parquet exports; amounts are decimal text. */
export interface DemoReport {
  matches_by_type: Record<string, number>;
  /** Advice that does not count: superseded by the same advice again, or withdrawn. */
  excluded: number;
  weeks: DivergenceOfWeek[];
  /** What all closed positions made. */
  pnl_realised: string;
  /**
   * Advice that could be judged, and over each from its day to its horizon: what the human made, and what the advice
   * would have made by model.
   */
  judged: number;
  pnl_human: string;
  pnl_algorithm_low: string;
  pnl_algorithm_mid: string;
  pnl_algorithm_high: string;
}

type DivergenceOfWeek = Pick<
  WeekSummary,
  'year' | 'week' | 'consent' | 'modify' | 'reject' | 'divergence_rate'
>;

/** Reads the report from a folder of Parquet exports. */
export async function readDemoReport(folder: string): Promise<DemoReport> {
  const { openWarehouse } = await import('../store/duckdb/open-warehouse.js');
  const { sqlText } = await import('../store/staging/datasets.js');
  const exported = (table: string) => `read_parquet(${sqlText(join(folder, `${table}.parquet`))})`;
  const reader = await openWarehouse(':memory:');
  try {
    const types = await reader.rows<{ match_type: string; n: number }>(
      `SELECT match_type, count(*) AS n FROM ${exported('matches')} WHERE NOT excluded GROUP BY match_type ORDER BY n DESC, match_type`,
    );
    const [excluded] = await reader.rows<{ n: number }>(
      `SELECT count(*) AS n FROM ${exported('matches')} WHERE excluded`,
    );
    const weeks = await reader.rows<DivergenceOfWeek>(
      `SELECT year, week, consent, modify, reject, divergence_rate FROM ${exported('weekly_summaries')}
       QUALIFY row_number() OVER (PARTITION BY year, week ORDER BY revision DESC) = 1 ORDER BY year, week`,
    );
    const judged = await reader.rows<Estimate & { human: Decimal }>(
      `SELECT underlying || strftime(horizon, ' %G-W%V') AS cluster, human_pnl AS human, pnl_low AS low, pnl_mid AS mid, pnl_high AS high
       FROM ${exported('counterfactuals')}
         JOIN (SELECT match_id, underlying FROM ${exported('matches')}) USING (match_id)
       WHERE human_pnl IS NOT NULL AND pnl_low IS NOT NULL AND pnl_mid IS NOT NULL AND pnl_high IS NOT NULL
       ORDER BY recommendation_id`,
    );
    const { low, mid, high } = combinedInterval(judged);
    const [closed] = await reader.rows<{ pnl: Decimal }>(
      `SELECT coalesce(sum(pnl), 0)::DECIMAL(38,10) AS pnl FROM ${exported('outcomes')}`,
    );
    return {
      matches_by_type: Object.fromEntries(types.map(({ match_type, n }) => [match_type, n])),
      excluded: excluded?.n ?? 0,
      weeks,
      pnl_realised: toFixed(closed?.pnl ?? 0n, 2),
      judged: judged.length,
      pnl_human: toFixed(sum(judged.map(({ human }) => human)), 2),
      pnl_algorithm_low: toFixed(low, 2),
      pnl_algorithm_mid: toFixed(mid, 2),
      pnl_algorithm_high: toFixed(high, 2),
    };
  } finally {
    await reader.close();
  }
}

const CHART_WIDTH = 30;

/** The report as lines for a terminal. */
export function demoLines(report: DemoReport): string[] {
  const types = Object.entries(report.matches_by_type);
  const most = Math.max(1, ...types.map(([, count]) => count));
  const width = Math.max(report.pnl_human.length, report.pnl_algorithm_mid.length);
  return [
    'What became of the advice',
    ...barChart(
      types.map(([label, count]) => ({ label, share: count / most, note: String(count) })),
      CHART_WIDTH,
    ),
    `and ${report.excluded} excluded: superseded by the same advice again, or withdrawn`,
    '',
    'Divergence (modify or reject), week by week',
    ...barChart(
      report.weeks
        .filter(hasAdvice)
        .map(({ year, week, consent, modify, reject, divergence_rate: share }) => ({
          label: formatWeek({ year, week }),
          share,
          note:
            share === null
              ? ''
              : `${String(Math.round(100 * share)).padStart(3)}%  ${modify + reject} of ${consent + modify + reject}`,
        })),
      CHART_WIDTH,
    ),
    '',
    `Realised by all closed positions: ${report.pnl_realised} USD`,
    '',
    `Over the ${report.judged} pieces of advice that could be judged, each from its day to its horizon, in USD`,
    `you         ${report.pnl_human.padStart(width)}`,
    `as advised  ${report.pnl_algorithm_mid.padStart(width)}   (by model, 90 % interval ${report.pnl_algorithm_low} to ${report.pnl_algorithm_high})`,
  ];
}

function hasAdvice({ consent, modify, reject }: DivergenceOfWeek): boolean {
  return consent + modify + reject > 0;
}
