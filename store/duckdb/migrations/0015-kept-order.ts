/** The order in which rows were kept, and the specification of the model that said something. */
export const name = 'kept-order';

export const statements: readonly string[] = [
  'ALTER TABLE predictions ADD COLUMN spec_id VARCHAR',
  'ALTER TABLE predictions ADD COLUMN kept INTEGER DEFAULT 0',
  'ALTER TABLE model_evaluations ADD COLUMN kept INTEGER DEFAULT 0',
];
