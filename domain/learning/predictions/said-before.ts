import { BASELINES, type BaselineName } from '../baselines/walk-forward.js';
import type { PredictionRow } from './prediction.js';

/** What was said of a scenario, as far as evidence asks. */
export type SaidRow = Pick<PredictionRow, 'scenario_id' | 'model_id' | 'lineage' | 'source'> & {
  p_win: number;
};

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
 */
export function saidBefore(
  rows: readonly SaidRow[],
  { lineage, incumbent }: { lineage: string; incumbent: string },
): SaidBefore {
  const first = (isOwn: (row: SaidRow) => boolean): Record<SaidRow['source'], Map<string, number>> => {
    const said = { live: new Map<string, number>(), walk_forward: new Map<string, number>() };
    for (const row of rows)
      if (isOwn(row) && !said[row.source].has(row.scenario_id))
        said[row.source].set(row.scenario_id, row.p_win);
    return said;
  };
  // A lineage may have the name of a baseline, whose rows are not its own; nor is what a champion of the lineage says
  // live while another model of it is scored beside.
  const own = first(
    (row) =>
      row.lineage === lineage &&
      row.model_id !== lineage &&
      !(row.source === 'live' && row.model_id === incumbent),
  );
  const other = first((row) => row.model_id === incumbent);
  const scenarios = [...new Set([...own.live.keys(), ...own.walk_forward.keys()])];
  const isLive = (scenario: string) => own.live.has(scenario) && other.live.has(scenario);
  const chosen = (said: typeof own): Chances => {
    const chances = new Map<string, number>();
    for (const scenario of scenarios) {
      const p = said[isLive(scenario) ? 'live' : 'walk_forward'].get(scenario);
      if (p !== undefined) chances.set(scenario, p);
    }
    return chances;
  };
  const baseline = (name: BaselineName) => chosen(first((row) => row.model_id === name));
  const names = Object.keys(BASELINES) as BaselineName[];
  return {
    challenger: chosen(own),
    incumbent: chosen(other),
    baselines: Object.fromEntries(names.map((name) => [name, baseline(name)])) as SaidBefore['baselines'],
  };
}
