/** A model that may be removed. */
export interface Retained {
  model_id: string;
  parent: string | null;
  /** The last day of what it was trained on. */
  window_to: string;
}

/**
 * The models to remove: the oldest beyond so many, but none that is referred to, by a name, by something it said lately
 * or by a model that stays.
 */
export function modelsToRemove(
  models: readonly Retained[],
  { keep, referred }: { keep: number; referred: ReadonlySet<string> },
): string[] {
  const newest = models.toSorted((a, b) =>
    a.window_to < b.window_to ? 1 : a.window_to > b.window_to ? -1 : a.model_id < b.model_id ? -1 : 1,
  );
  const staying = new Set(
    newest.filter(({ model_id }, i) => i < keep || referred.has(model_id)).map(({ model_id }) => model_id),
  );
  const byId = new Map(models.map((model) => [model.model_id, model]));
  for (const model_id of staying) {
    const { parent = null } = byId.get(model_id) ?? {};
    // A set is gone through to what is added to it meanwhile.
    if (parent !== null) staying.add(parent);
  }
  return newest.map(({ model_id }) => model_id).filter((model_id) => !staying.has(model_id));
}
