import { join } from 'node:path';
import { surpriseDrift } from '../domain/learning/drift/streams.js';
import type { RegistryLine } from '../domain/learning/models/registry.js';
import { sum, toFixed, type Decimal } from '../domain/number/decimal.js';
import { newYorkDay } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';

/** What became of the models of the intraday account, read from its exports and its registry. */
export interface IntradayReport {
  from: IsoDate;
  to: IsoDate;
  advised: number;
  /** Trades of which is known what they came to. */
  trades: number;
  /** From then on momentum means the opposite. */
  changed_on: IsoDate;
  terms: ChampionTerm[];
  /** Dollars that all trades made since a model serves, and those alone that the model of their time was for. */
  pnl_all: string;
  pnl_chosen: string;
}

/** A model while it served. */
export interface ChampionTerm {
  model_id: string;
  on: IsoDate;
  by: RegistryLine['by'];
  reason: string | null;
  /** Known by then. */
  trades: number;
  /** As it was judged when it was promoted. */
  accuracy: number | null;
  evidence: number;
  evidence_asked: number;
  verdict: string;
  /** When the watch beside the model before it was over; null while it is not, or where there is none. */
  watched_through: IsoDate | null;
  /** How many scenarios that is about, and how many trades were known by its end. */
  watched: number;
  watched_trades: number;
  /** When its labels surprised it more than those of a sound model do, if that stands when its term ends. */
  alarm_on: IsoDate | null;
  /** Known by then; and how many of these the change had made. Null where the alarm came before it. */
  alarm_at: number;
  alarm_trades: number | null;
}

/** What a champion said live of a trade, and what came of it. */
interface Served {
  model_id: string;
  p: number;
  outcome: 0 | 1;
  known: string;
  usd: Decimal;
  is_followed: boolean;
}

interface Judged {
  evaluation_id: string;
  accuracy: number | null;
  verdict: string;
  reasons: string;
}

/** Of which one decides, and has a value. */
const EVIDENCE: readonly string[] = ['evidence_by_day', 'evidence'];

interface Rule {
  rule: string;
  value: number | null;
  limit: number | null;
}

/** `watched`: so many scenarios a watch is about. */
export async function readIntradayReport(
  folder: string,
  {
    registry,
    changedOn,
    watched,
  }: { registry: readonly RegistryLine[]; changedOn: IsoDate; watched: number },
): Promise<IntradayReport> {
  const { openWarehouse } = await import('../store/duckdb/open-warehouse.js');
  const { sqlText } = await import('../store/staging/datasets.js');
  const exported = (table: string) => `read_parquet(${sqlText(join(folder, `${table}.parquet`))})`;
  const reader = await openWarehouse(':memory:');
  try {
    const [about] = await reader.rows<{ from: IsoDate; to: IsoDate; advised: number }>(
      `SELECT min(trading_date)::VARCHAR AS "from", max(trading_date)::VARCHAR AS "to", count(*) AS advised
       FROM ${exported('scenarios')}`,
    );
    const labels = await reader.rows<{ known: string }>(
      `SELECT labelled_at AS known FROM ${exported('scenarios')} WHERE status = 'labelled' ORDER BY labelled_at, scenario_id`,
    );
    const served = await reader.rows<Served>(
      `SELECT p.model_id, p.p_win AS p, p.label AS outcome, p.labelled_at AS known, s.reward_raw AS usd,
         p.final_action = 'follow' AS is_followed
       FROM ${exported('predictions')} AS p JOIN ${exported('scenarios')} AS s USING (scenario_id)
       WHERE p.role = 'champion' AND p.source = 'live' AND p.label IS NOT NULL ORDER BY p.labelled_at, scenario_id`,
    );
    const judged = await reader.rows<Judged>(
      `SELECT evaluation_id, accuracy, verdict, reasons FROM ${exported('model_evaluations')} ORDER BY evaluation_id`,
    );
    const daysKnown = labels.map(({ known }) => newYorkDay(known));
    const terms = championTerms(registry).map((line) => {
      const own = served.filter(({ model_id }) => model_id === line.model_id);
      return termOf(line, { own, judged, daysKnown, changedOn, watched });
    });
    return {
      ...(about ?? { from: '', to: '', advised: 0 }),
      trades: labels.length,
      changed_on: changedOn,
      terms,
      pnl_all: toFixed(sum(served.map(({ usd }) => usd)), 2),
      pnl_chosen: toFixed(sum(served.filter(({ is_followed }) => is_followed).map(({ usd }) => usd)), 2),
    };
  } finally {
    await reader.close();
  }
}

/** The lines by which a model came to serve. */
function championTerms(
  registry: readonly RegistryLine[],
): (RegistryLine & { model_id: string; as_of: string })[] {
  return registry.flatMap((line) =>
    line.alias === 'champion' && line.model_id !== null && line.as_of !== null
      ? [{ ...line, model_id: line.model_id, as_of: line.as_of }]
      : [],
  );
}

function termOf(
  { model_id, as_of, by, reason, evaluation_id }: ReturnType<typeof championTerms>[number],
  {
    own,
    judged,
    daysKnown,
    changedOn,
    watched,
  }: {
    own: readonly Served[];
    judged: readonly Judged[];
    daysKnown: readonly IsoDate[];
    changedOn: IsoDate;
    watched: number;
  },
): ChampionTerm {
  const knownBy = (day: IsoDate | null) => daysKnown.filter((one) => day !== null && one <= day).length;
  const on = newYorkDay(as_of);
  const evaluation = judged.find((one) => one.evaluation_id === evaluation_id);
  const rules = JSON.parse(evaluation?.reasons ?? '[]') as Rule[];
  const decisive = rules.find(({ rule, value }) => EVIDENCE.includes(rule) && value !== null);
  const drift = surpriseDrift('model', own, model_id).find(({ detector }) => detector === 'cusum');
  const alarm = drift?.alarm ? drift.since : null;
  const alarm_on = alarm === null ? null : newYorkDay(alarm);
  const last = own[watched - 1];
  const watched_through = last === undefined ? null : newYorkDay(last.known);
  const sinceChange = own.filter(({ known }) => newYorkDay(known) >= changedOn);
  return {
    ...{ model_id, on, by, reason, trades: knownBy(on) },
    ...{ verdict: evaluation?.verdict ?? '', accuracy: evaluation?.accuracy ?? null },
    ...{ evidence: decisive?.value ?? 0, evidence_asked: decisive?.limit ?? 0 },
    ...{ watched, watched_through, watched_trades: knownBy(watched_through) },
    ...{ alarm_on, alarm_at: knownBy(alarm_on) },
    alarm_trades:
      alarm === null || alarm_on === null || alarm_on < changedOn
        ? null
        : sinceChange.filter(({ known }) => known <= alarm).length,
  };
}
