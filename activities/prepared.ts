import type { LearningReport } from '../domain/learning/report/learning-report.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { prepareReport } from './learning-report.js';

/** Reads of which each is computed once nothing more is read: the computing takes long, and needs no warehouse. */
export interface Prepared {
  /** What is learned by the end of the last day that is known. Throws as `reportOfLearning`. */
  learning(): Promise<() => Promise<LearningReport>>;
}

export function preparedOf(store: { warehouse: Reader; home: Home }): Prepared {
  return { learning: () => prepareReport(store, undefined) };
}
