import type { SaidRow } from '../../domain/learning/predictions/said-before.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';

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

/** The scenarios that the models of a lineage have said something about, or a baseline by its name, by folds. */
export async function saidByFolds(
  warehouse: Reader,
  of: { lineage: string } | { baseline: string },
): Promise<ReadonlySet<string>> {
  const isOwn = 'lineage' in of ? 'lineage = $name AND model_id <> $name' : 'model_id = $name';
  const rows = await warehouse.rows<{ scenario_id: string }>(
    `SELECT DISTINCT scenario_id FROM predictions WHERE ${isOwn} AND source = 'walk_forward' ORDER BY scenario_id`,
    { name: 'lineage' in of ? of.lineage : of.baseline },
  );
  return new Set(rows.map(({ scenario_id }) => scenario_id));
}

/** What was said live, as texts of scenario and model. */
export async function saidLive(warehouse: Reader): Promise<Set<string>> {
  const rows = await warehouse.rows<{ scenario_id: string; model_id: string }>(
    `SELECT scenario_id, model_id FROM predictions WHERE source = 'live' ORDER BY scenario_id, model_id`,
  );
  return new Set(rows.map(({ scenario_id, model_id }) => `${scenario_id} ${model_id}`));
}

/**
 * What a lineage said by models of a specification, what its incumbent did, and the baselines, in the order in which it
 * was kept. Of what was kept at once the shadow's comes first: it is what the lineage stands for. A model that has been
 * replaced is still scored beside its successor, but no longer speaks for its lineage.
 */
export function saidBeside(
  warehouse: Reader,
  { lineage, incumbent, spec_id }: { lineage: string; incumbent: string; spec_id: string },
): Promise<SaidRow[]> {
  return warehouse.rows<SaidRow>(
    `SELECT scenario_id, model_id, lineage, source, p_win FROM predictions
     WHERE (lineage = $lineage AND spec_id = $spec_id AND role <> 'previous') OR model_id = $incumbent OR (role = 'baseline' AND spec_id IS NULL)
     ORDER BY kept, role IN ('shadow', 'canary') DESC, role = 'champion' DESC, scenario_id, model_id, source`,
    { lineage, incumbent, spec_id },
  );
}

/** What a champion and the model before it said live of a scenario, and what came of it. */
export interface WatchedScenario {
  scenario_id: string;
  champion: number;
  previous: number;
  label: 0 | 1;
  labelled_at: string;
}

/**
 * The labelled scenarios that came while one model was the champion and another the previous one. What the champion
 * had said before, as a shadow, is no part of its watch.
 */
export function watchedScenarios(
  warehouse: Reader,
  { champion, previous }: { champion: string; previous: string },
): Promise<WatchedScenario[]> {
  return warehouse.rows<WatchedScenario>(
    `SELECT scenario_id, c.p_win AS champion, p.p_win AS previous, s.label, s.labelled_at
     FROM predictions AS c JOIN predictions AS p USING (scenario_id) JOIN scenarios AS s USING (scenario_id)
     WHERE c.source = 'live' AND c.role = 'champion' AND c.model_id = $champion
       AND p.source = 'live' AND p.role = 'previous' AND p.model_id = $previous
       AND s.status = 'labelled' AND s.label IS NOT NULL AND s.labelled_at IS NOT NULL ORDER BY scenario_id`,
    { champion, previous },
  );
}

/** The labelled scenarios that a model was scored on live, the sessions they are of, and those its canary served. */
export async function scoredLive(
  warehouse: Reader,
  model_id: string,
): Promise<{ scored: number; sessions: number; canary: number }> {
  const [row] = await warehouse.rows<{ scored: number; sessions: number; canary: number }>(
    `SELECT count(*)::INTEGER AS scored, count(DISTINCT s.trading_date)::INTEGER AS sessions,
       (count(*) FILTER (p.role = 'canary'))::INTEGER AS canary
     FROM predictions AS p JOIN scenarios AS s USING (scenario_id)
     WHERE p.model_id = $model_id AND p.source = 'live' AND s.status = 'labelled' AND s.label IS NOT NULL`,
    { model_id },
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
