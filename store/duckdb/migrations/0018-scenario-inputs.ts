/** What scenarios were made from: a hash for each piece of advice, and what is about all of them. */
export const name = 'scenario-inputs';

export const statements: readonly string[] = [
  'CREATE TABLE scenario_inputs (recommendation_id VARCHAR, input_hash UBIGINT)',
  `ALTER TABLE scenario_specification ADD COLUMN surroundings VARCHAR DEFAULT ''`,
];
