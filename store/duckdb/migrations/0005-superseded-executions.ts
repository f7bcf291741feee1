export const name = 'superseded executions';

export const statements: readonly string[] = [
  // Executions of imports in force that do not count, since others are there in their place; `because` is `parts` or
  // `correction`.
  `CREATE TABLE superseded_executions AS SELECT *, NULL::VARCHAR AS because FROM executions LIMIT 0`,
  // When an import's file was made, which decides the newer of two; null on imports of before, which go by what they
  // cover.
  `ALTER TABLE imports ADD COLUMN reported VARCHAR DEFAULT NULL`,
];
