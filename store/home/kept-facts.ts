import { z } from 'zod';

/** Tables of what was said once and no rebuild can derive, with what their rows are ordered by. */
export const KEPT_TABLES = {
  predictions: ['scenario_id', 'model_id', 'source'],
  model_evaluations: ['evaluation_id'],
} as const;

export type KeptTable = keyof typeof KEPT_TABLES;

export const keptFacts = [
  /** Rows of a table stand in a file of the lake; this line is what makes them count. */
  z.strictObject({
    fact: z.literal('rows_kept'),
    table: z.enum(Object.keys(KEPT_TABLES) as [KeptTable, ...KeptTable[]]),
    /** Relative to the lake. */
    path: z.string(),
    rows: z.int(),
    sha256: z.string(),
  }),
] as const;
