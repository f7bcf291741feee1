import { SPEAKERS, type FirstSaid, type Speaker } from '../../domain/learning/predictions/said-before.js';
import { BASELINES, type BaselineName } from '../../domain/learning/baselines/walk-forward.js';
import type { ScenarioStatus } from '../../domain/learning/scenarios/scenario.js';
import type { SeenColumns } from '../../domain/learning/scoring/suspected-features.js';
import { fromEpochDay, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { whole } from '../duckdb/nearest-doubles.js';
import type { Reader } from '../duckdb/warehouse.js';
import { sqlText } from '../staging/datasets.js';
import { ASKED, DAY_KNOWN, KNOWN } from './scenario-times.js';

/** The scenarios that were asked about by a moment, column by column, in the order in which labels were known. */
export interface SaidScenarios {
  ids: readonly string[];
  /** As they were by the moment: what was labelled later is pending. */
  statuses: readonly ScenarioStatus[];
  /** 0 or 1; not a number of one that was not labelled. */
  labels: Float64Array;
  /** The New York day on which the label was known. */
  days: readonly IsoDate[];
  /** What following comes to after costs, and nothing where a guardrail speaks against it; and in dollars. */
  rewards: Float64Array;
  usd: Float64Array;
  /** What of it is kept in the table of predictions. */
  said: Readonly<Record<Speaker, FirstSaid>>;
  /** When the last label was known to the challenger's model that said it of folds; null where none said anything. */
  trainedThrough: readonly (string | null)[];
  /** What a baseline of folds said that knew labels as long as that model. */
  alike: Readonly<Record<BaselineName, Float64Array>>;
  /** Of the features that were asked for. */
  features: SeenColumns['features'];
}

const NAMES = Object.keys(BASELINES) as BaselineName[];
const SOURCES = ['live', 'walk_forward'] as const;
const SAID = SPEAKERS.flatMap((speaker) => SOURCES.map((source) => `${speaker}_${source}`));
const ALIKE = NAMES.map((name) => `${name}_alike`);

// What a champion of the lineage says live is not the lineage's while another model of it is scored beside.
const CHALLENGER = `lineage = $lineage AND model_id <> $lineage AND NOT (source = 'live' AND model_id = $incumbent)`;
const INCUMBENT = 'model_id = $incumbent';

/** What is taken of a row: the chance, or whether it would follow. */
function valueOf(speaker: Speaker): string {
  return speaker.endsWith('_follows') ? 'follows' : 'p';
}

/** Rows of predictions by who said so; a lineage may have the name of a baseline, whose rows are not its own. */
const SPOKEN: Readonly<Record<Speaker, string>> = {
  challenger: CHALLENGER,
  challenger_follows: CHALLENGER,
  incumbent: INCUMBENT,
  incumbent_follows: INCUMBENT,
  ...(Object.fromEntries(
    NAMES.map((name) => [name, `role = 'baseline' AND lineage = '${name}' AND model_id = '${name}'`]),
  ) as Record<BaselineName, string>),
};

/**
 * The scenarios of a window by a moment, in milliseconds, with what a lineage (by models of a specification), its
 * incumbent and the baselines said of them: of each the first that was kept, whichever model of the lineage said it, so
 * that no scenario counts twice and nothing is said anew. Of what was kept at once the shadow's comes first: it is what
 * the lineage stands for. A model that has been replaced is still scored beside its successor, but no longer speaks for
 * its lineage. All is read column by column: by years of rows and names it would take seconds.
 */
export async function saidScenarios(
  warehouse: Reader,
  {
    lineage,
    incumbent,
    spec_id,
    window,
    end,
    features,
  }: {
    lineage: string;
    incumbent: string;
    spec_id: string;
    window: DateRange;
    end: number;
    /** The places of features among the values, by their names. */
    features: ReadonlyMap<string, number>;
  },
): Promise<SaidScenarios> {
  const firsts = SPEAKERS.flatMap((speaker) =>
    SOURCES.map(
      (source) =>
        `arg_min(${valueOf(speaker)}, place) FILTER (${SPOKEN[speaker]} AND source = '${source}') AS ${speaker}_${source}`,
    ),
  );
  const seen = [...features].flatMap(([name, place], i) => [
    `f."values"[${place + 1}] AS value_${i}`,
    `list_contains(f.missing, ${sqlText(name)})::INTEGER::DOUBLE AS missing_${i}`,
  ]);
  const read = await whole(
    warehouse.doubles(
      `WITH said AS (
         SELECT scenario_id, lineage, model_id, source, role, trained_through, CASE WHEN isnan(p_win) THEN 'infinity'::DOUBLE ELSE p_win END AS p,
           (action = 'follow')::INTEGER::DOUBLE AS follows,
           {'kept': kept, 'role': CASE WHEN role IN ('shadow', 'canary') THEN 0 WHEN role = 'champion' THEN 1 ELSE 2 END,
             'model_id': model_id} AS place
         FROM predictions
         WHERE p_win IS NOT NULL AND ((lineage = $lineage AND spec_id = $spec_id AND role <> 'previous')
           OR model_id = $incumbent OR (role = 'baseline' AND coalesce(spec_id, $spec_id) = $spec_id))),
       firsts AS (
         SELECT scenario_id, ${firsts.join(', ')},
           arg_min(trained_through, place) FILTER (${SPOKEN.challenger} AND source = 'walk_forward') AS trained_through
         FROM said GROUP BY scenario_id),
       alike AS (
         SELECT scenario_id, ${NAMES.map((name) => `arg_min(p, place) FILTER (lineage = '${name}') AS ${name}_alike`).join(', ')}
         FROM said JOIN firsts USING (scenario_id, trained_through)
         WHERE role = 'baseline' AND source = 'walk_forward' GROUP BY scenario_id),
       came AS (
         SELECT scenario_id, status AS stored_status, ${KNOWN} AS known_at, ${DAY_KNOWN} AS day, s.label, s.reward
         FROM scenarios AS s WHERE trading_date BETWEEN $from::DATE AND $to::DATE AND ${ASKED} < $end::BIGINT),
       known AS (
         SELECT *, coalesce(known_at > $end::BIGINT, false) AS is_later,
           stored_status = 'labelled' AND label IS NOT NULL AND reward IS NOT NULL AND known_at <= $end::BIGINT AS is_labelled
         FROM came)
       SELECT scenario_id, CASE WHEN is_later THEN 'pending' ELSE stored_status END AS status,
         CASE WHEN is_labelled AND r.net_reward IS NOT NULL AND r.net_usd IS NOT NULL THEN label::DOUBLE END AS label,
         (day - DATE '1970-01-01')::DOUBLE AS day,
         CASE WHEN len(r.vetoes) > 0 THEN 0 ELSE r.net_reward END AS reward,
         CASE WHEN len(r.vetoes) > 0 THEN 0 ELSE r.net_usd END AS usd,
         trained_through, ${[...SAID, ...ALIKE, ...seen].join(', ')}
       FROM known JOIN scenario_features AS f USING (scenario_id) JOIN scenario_results AS r USING (scenario_id)
       LEFT JOIN firsts USING (scenario_id) LEFT JOIN alike USING (scenario_id) ORDER BY known_at, scenario_id`,
      { lineage, incumbent, spec_id, ...window, end: String(end) },
    ),
  );
  const numbers = (name: string) => (read[name] ?? new Float64Array()) as Float64Array;
  const day = namedDays();
  return {
    ids: (read['scenario_id'] ?? []) as readonly string[],
    statuses: (read['status'] ?? []) as readonly ScenarioStatus[],
    labels: numbers('label'),
    days: Array.from(numbers('day'), day),
    ...{ rewards: numbers('reward'), usd: numbers('usd') },
    said: Object.fromEntries(
      SPEAKERS.map((speaker) => [
        speaker,
        { live: numbers(`${speaker}_live`), walk_forward: numbers(`${speaker}_walk_forward`) },
      ]),
    ) as SaidScenarios['said'],
    trainedThrough: (read['trained_through'] ?? []) as readonly (string | null)[],
    alike: Object.fromEntries(
      NAMES.map((name) => [name, numbers(`${name}_alike`)]),
    ) as SaidScenarios['alike'],
    features: new Map(
      [...features.keys()].map((name, i) => [
        name,
        { values: numbers(`value_${i}`), missing: numbers(`missing_${i}`) },
      ]),
    ),
  };
}

/** Days by their numbers; each is one text, by which rows are grouped quickly. */
function namedDays(): (epochDay: number) => IsoDate {
  const named = new Map<number, IsoDate>();
  return (epochDay) => {
    const known = named.get(epochDay) ?? (Number.isNaN(epochDay) ? '' : fromEpochDay(epochDay));
    named.set(epochDay, known);
    return known;
  };
}
