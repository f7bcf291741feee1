import type { Tenure } from '../../domain/learning/models/tenures.js';
import { NO_CHAMPION } from '../../domain/learning/models/model-evaluation.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';
import { ASKED, knownMs } from './scenario-times.js';

/** What models said of scenarios, with what came of these. */
export const predictionsTable: ExportedTable = {
  name: 'predictions',
  columns: {
    scenario_id: 'text',
    model_id: 'text',
    lineage: 'text',
    source: 'text',
    role: 'text',
    trained_through: 'text',
    p_win: 'double',
    expected_reward: 'double',
    action: 'text',
    action_probabilities: 'json',
    vetoes: 'list',
    final_action: 'text',
    labelled_at: 'text',
    label: 'integer',
    reward: 'double',
  },
  order: ['scenario_id', 'model_id', 'source'],
  rows: () =>
    Promise.resolve(
      `(SELECT p.*, s.labelled_at, s.label, s.reward
        FROM predictions AS p LEFT JOIN scenarios AS s ON s.scenario_id = p.scenario_id AND s.status = 'labelled')`,
    ),
};

/** The scenarios from a day on that models of a lineage, or a baseline by its name, said something about by folds. */
export async function saidByFolds(
  warehouse: Reader,
  of: { lineage: string } | { baseline: string },
  from: IsoDate,
): Promise<ReadonlySet<string>> {
  const isOwn = 'lineage' in of ? 'lineage = $name AND model_id <> $name' : 'model_id = $name';
  const rows = await warehouse.rows<{ scenario_id: string }>(
    `SELECT DISTINCT scenario_id FROM predictions
     SEMI JOIN (SELECT scenario_id FROM scenarios WHERE trading_date >= $from::DATE) USING (scenario_id)
     WHERE ${isOwn} AND source = 'walk_forward' ORDER BY scenario_id`,
    { name: 'lineage' in of ? of.lineage : of.baseline, from },
  );
  return new Set(rows.map(({ scenario_id }) => scenario_id));
}

/** A scenario that the model which stood for an alias when it came has said nothing about yet. */
export interface Unsaid {
  /** Its place among the tenures. */
  tenure: number;
  scenario_id: string;
}

/**
 * What is still to be said live, tenure by tenure: the scenarios that came after its beginning and up to its end.
 * A bare date came at the open.
 */
export function unsaidLive(warehouse: Reader, tenures: readonly Tenure[]): Promise<Unsaid[]> {
  return warehouse.rows<Unsaid>(
    `WITH tenures AS (
       SELECT unnest($places)::INTEGER AS tenure, unnest($models) AS model_id, unnest($froms)::BIGINT AS since,
         unnest($ends)::BIGINT AS until),
     came AS (
       SELECT scenario_id, ${ASKED} AS asked
       FROM scenarios WHERE trading_date >= $first::DATE)
     SELECT tenure, scenario_id FROM came JOIN tenures ON asked > since AND asked <= until
     ANTI JOIN (SELECT scenario_id, model_id FROM predictions WHERE source = 'live') USING (scenario_id, model_id)
     ORDER BY tenure, scenario_id`,
    {
      places: tenures.map((_, i) => String(i)),
      models: tenures.map(({ model_id }) => model_id),
      froms: tenures.map(({ from }) => String(from)),
      ends: tenures.map(({ to }) => String(Math.min(to, Number.MAX_SAFE_INTEGER))),
      first: firstDayOf(tenures),
    },
  );
}

/** Of some scenarios those of which baselines have said something live: these say all that they say at once. */
export async function baselinesSaidLive(
  warehouse: Reader,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await warehouse.rows<{ scenario_id: string }>(
    `SELECT DISTINCT scenario_id FROM predictions
     WHERE source = 'live' AND role = 'baseline' AND scenario_id IN (SELECT unnest($ids)) ORDER BY scenario_id`,
    { ids },
  );
  return new Set(rows.map(({ scenario_id }) => scenario_id));
}

function firstDayOf(tenures: readonly Tenure[]): IsoDate {
  const first = Math.min(...tenures.map(({ from }) => from));
  return newYorkDay(new Date(first).toISOString());
}

/** What a model said live, whatever it stood for. */
export function saidLiveBy(
  warehouse: Reader,
  model_id: string,
): Promise<{ scenario_id: string; p_win: number }[]> {
  return warehouse.rows(
    `SELECT scenario_id, p_win FROM predictions WHERE source = 'live' AND model_id = ? ORDER BY scenario_id, role`,
    [model_id],
  );
}

/** What a champion and the model before it said live of a scenario, and what came of it. */
export interface WatchedScenario {
  scenario_id: string;
  champion: number;
  /** Null of a model that said nothing: of another specification, or broken. */
  previous: number | null;
  /** Whether each would follow; the one that said nothing does not. */
  champion_follows: boolean;
  previous_follows: boolean;
  label: 0 | 1;
  labelled_at: string;
  /** What following came to, after costs and guardrails. */
  usd: number;
}

/**
 * The labelled scenarios that a model said something of as the champion, beside what the previous one said, or the base
 * rate where there was none. What the champion had said before, as a shadow, is no part of its watch.
 */
export function watchedScenarios(
  warehouse: Reader,
  { champion, previous }: { champion: string; previous: string | null },
): Promise<WatchedScenario[]> {
  return warehouse.rows<WatchedScenario>(
    `SELECT scenario_id, c.p_win AS champion, p.p_win AS previous, c.action = 'follow' AS champion_follows,
       coalesce(p.action = 'follow', false) AS previous_follows, s.label, s.labelled_at,
       CASE WHEN len(r.vetoes) > 0 THEN 0 ELSE coalesce(r.net_usd, 0) END AS usd
     FROM predictions AS c JOIN scenarios AS s USING (scenario_id)
     LEFT JOIN (SELECT scenario_id, p_win, action FROM predictions
       WHERE source = 'live' AND role = $role AND model_id = $previous) AS p USING (scenario_id)
     LEFT JOIN scenario_results AS r USING (scenario_id)
     WHERE c.source = 'live' AND c.role = 'champion' AND c.model_id = $champion
       AND s.status = 'labelled' AND s.label IS NOT NULL AND s.labelled_at IS NOT NULL ORDER BY scenario_id`,
    previous === null
      ? { champion, previous: NO_CHAMPION, role: 'baseline' }
      : { champion, previous, role: 'previous' },
  );
}

/**
 * The scenarios with labels that were known by a moment, in milliseconds since 1970, and that a model was scored on
 * live; the sessions they are of, and those its canary served. With a lineage those count too that other models of it
 * were scored on in its place.
 */
export async function scoredLive(
  warehouse: Reader,
  { model_id, lineage, end }: { model_id: string; lineage: string | null; end: number },
): Promise<{ scored: number; sessions: number; canary: number }> {
  const [row] = await warehouse.rows<{ scored: number; sessions: number; canary: number }>(
    `SELECT count(DISTINCT scenario_id)::INTEGER AS scored, count(DISTINCT s.trading_date)::INTEGER AS sessions,
       (count(*) FILTER (p.role = 'canary' AND p.model_id = $model_id))::INTEGER AS canary
     FROM predictions AS p JOIN scenarios AS s USING (scenario_id)
     WHERE (p.model_id = $model_id OR (p.lineage = $lineage AND p.role IN ('shadow', 'canary')))
       AND p.source = 'live' AND s.status = 'labelled' AND s.label IS NOT NULL
       AND ${knownMs('s.labelled_at')} <= $end::BIGINT`,
    { model_id, lineage, end: String(Math.min(end, Number.MAX_SAFE_INTEGER)) },
  );
  return row ?? { scored: 0, sessions: 0, canary: 0 };
}

/** The first day of a scenario that models of a lineage, by a specification, said something about; null: of none. */
export async function firstSaidOn(
  warehouse: Reader,
  { lineage, spec_id }: { lineage: string; spec_id: string },
): Promise<IsoDate | null> {
  const [first] = await warehouse.rows<{ day: IsoDate | null }>(
    `SELECT min(trading_date) AS day FROM predictions JOIN scenarios USING (scenario_id)
     WHERE predictions.lineage = $lineage AND predictions.spec_id = $spec_id`,
    { lineage, spec_id },
  );
  return first?.day ?? null;
}

/** The models that said something of advice from a day on. */
export async function modelsSayingFrom(warehouse: Reader, day: IsoDate): Promise<string[]> {
  const rows = await warehouse.rows<{ model_id: string }>(
    `SELECT DISTINCT p.model_id FROM predictions AS p JOIN scenarios AS s USING (scenario_id)
     WHERE s.trading_date >= ?::DATE ORDER BY p.model_id`,
    [day],
  );
  return rows.map(({ model_id }) => model_id);
}
