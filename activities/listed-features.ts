import type { FeatureSpecification } from '../domain/learning/features/feature-specification.js';
import { missingFeatures, scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';

/** What models see, and how often it is there. */
export interface ListedFeatures {
  /** Null before there are scenarios; what follows is then null or empty. */
  spec_id: string | null;
  specification: FeatureSpecification | null;
  /** How many scenarios there are. */
  rows: number;
  features: { name: string; present: number; missing: number }[];
}

export async function listedFeatures(warehouse: Reader): Promise<ListedFeatures> {
  const made = await scenariosMadeBy(warehouse);
  if (made === null) return { spec_id: null, specification: null, rows: 0, features: [] };
  const { rows, missing } = await missingFeatures(warehouse);
  const features = made.specification.features.map(({ name }) => {
    const absent = missing.get(name) ?? 0;
    return { name, present: rows - absent, missing: absent };
  });
  return { spec_id: made.spec_id, specification: made.specification, rows, features };
}
