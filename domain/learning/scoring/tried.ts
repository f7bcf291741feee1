/** A model that was tried, beside which, and what came of it. */
export interface Tried {
  model_id: string;
  lineage: string;
  incumbent_id: string;
  spec_id: string;
  sharpe: number | null;
}

/**
 * Which start of an evidence this is, counted over all lineages of a store in the order in which they were tried: it
 * starts again for another lineage, incumbent or specification, and the k-th may err by 6α ÷ (π²k²). A start keeps its
 * number whatever is tried later: else two would have had the same.
 */
export function startOf(tried: readonly Tried[], asked: Omit<Tried, 'model_id' | 'sharpe'>): number {
  const keyOf = ({ lineage, incumbent_id, spec_id }: Omit<Tried, 'model_id' | 'sharpe'>) =>
    JSON.stringify([lineage, incumbent_id, spec_id]);
  const starts = [...new Set([...tried.map(keyOf), keyOf(asked)])];
  return starts.indexOf(keyOf(asked)) + 1;
}

/** What was tried before, this one included. */
export interface Trials {
  count: number;
  /** Of the Sharpe ratios of all of them. */
  variance: number;
}

/**
 * How many ways of making models were tried, this one included, and how much their Sharpe ratios vary. Of models that
 * are made the same way the last counts.
 */
export function trialsOf(tried: readonly Tried[], own: Tried): Trials {
  const ratios = new Map(
    [...tried, own].map(({ lineage, spec_id, sharpe }) => [JSON.stringify([lineage, spec_id]), sharpe]),
  );
  const known = [...ratios.values()].filter((sharpe) => sharpe !== null);
  const mean = known.reduce((sum, sharpe) => sum + sharpe, 0) / known.length;
  const variance =
    known.length < 2 ? 0 : known.reduce((sum, sharpe) => sum + (sharpe - mean) ** 2, 0) / (known.length - 1);
  return { count: ratios.size, variance };
}
