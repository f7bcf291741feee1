/** By which rules the rows of each step were made. */
export const name = 'step rules';

export const statements: readonly string[] = [`CREATE TABLE step_rules (step VARCHAR, rules VARCHAR)`];
