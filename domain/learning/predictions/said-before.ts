import { groupBy } from '../../group-by.js';
import { BASELINES, type BaselineName } from '../baselines/walk-forward.js';
import type { PredictionRow } from './prediction.js';

/** What was said of a scenario, as far as evidence asks. */
export type SaidRow = Pick<
  PredictionRow,
  'scenario_id' | 'model_id' | 'lineage' | 'source' | 'role' | 'trained_through'
> & { p_win: number };

type Chances = ReadonlyMap<string, number>;

/** P(following pays) by scenario: of a lineage, and of what it is compared with. */
export interface SaidBefore {
  challenger: Chances;
  incumbent: Chances;
  baselines: Readonly<Record<BaselineName, Chances>>;
}

/**
 * What a lineage, its incumbent and the baselines said of each scenario before its label was known: of each the first
 * that was said, whichever model of the lineage said it, so that no scenario counts twice and nothing is said anew.
 * Live where both said so live, else by models that were trained on what came before. Rows stand in the order in which
 * they were kept; the incumbent is a model, or a baseline by its name.
 *
 * A baseline by its name is, live, what was said as the advice came; of folds it is the one that had the same labels as
 * the model beside it. So what else was trained or updated before does not change it.
 */
export function saidBefore(
  rows: readonly SaidRow[],
  { lineage, incumbent }: { lineage: string; incumbent: string },
): SaidBefore {
  // A lineage may have the name of a baseline, whose rows are not its own; nor is what a champion of the lineage says
  // live while another model of it is scored beside.
  const own = firstSaid(
    rows,
    (row) =>
      row.lineage === lineage &&
      row.model_id !== lineage &&
      !(row.source === 'live' && row.model_id === incumbent),
  );
  const baseline = baselinesBeside(rows, own.walk_forward);
  const isBaseline = (name: string): name is BaselineName => Object.hasOwn(BASELINES, name);
  const other = isBaseline(incumbent)
    ? baseline(incumbent)
    : firstSaid(rows, (row) => row.model_id === incumbent);
  const scenarios = [...new Set([...own.live.keys(), ...own.walk_forward.keys()])];
  const isLive = (scenario: string) => own.live.has(scenario) && other.live.has(scenario);
  const chosen = (said: BySource): Chances => {
    const chances = new Map<string, number>();
    for (const scenario of scenarios) {
      const row = said[isLive(scenario) ? 'live' : 'walk_forward'].get(scenario);
      if (row !== undefined) chances.set(scenario, row.p_win);
    }
    return chances;
  };
  const names = Object.keys(BASELINES) as BaselineName[];
  return {
    challenger: chosen(own),
    incumbent: chosen(other),
    baselines: Object.fromEntries(
      names.map((name) => [name, chosen(baseline(name))]),
    ) as SaidBefore['baselines'],
  };
}

type ByScenario = Map<string, SaidRow>;
type BySource = Record<SaidRow['source'], ByScenario>;

function firstSaid(rows: readonly SaidRow[], isOwn: (row: SaidRow) => boolean): BySource {
  const said: BySource = { live: new Map(), walk_forward: new Map() };
  for (const row of rows)
    if (isOwn(row) && !said[row.source].has(row.scenario_id)) said[row.source].set(row.scenario_id, row);
  return said;
}

/** Of folds the baseline with the same labels as the model beside it, else the one that has the name itself. */
function baselinesBeside(
  rows: readonly SaidRow[],
  own: ReadonlyMap<string, SaidRow>,
): (name: BaselineName) => BySource {
  const baselines = groupBy(
    rows.filter(({ role }) => role === 'baseline'),
    ({ lineage }) => lineage,
  );
  return (name) => {
    const said = baselines.get(name) ?? [];
    const named = firstSaid(said, ({ model_id }) => model_id === name);
    const same = firstSaid(
      said,
      (row) => row.trained_through === own.get(row.scenario_id)?.trained_through,
    ).walk_forward;
    return { live: named.live, walk_forward: new Map([...named.walk_forward, ...same]) };
  };
}
