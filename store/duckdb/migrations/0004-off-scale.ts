/**
 * The stretches on which bars are on another share count than the trades, as outcomes were last worked out with;
 * `line` is what people read.
 */
export const name = 'off-scale';

export const statements: readonly string[] = [
  `CREATE TABLE off_scale (symbol VARCHAR, from_date DATE, until_date DATE, line VARCHAR)`,
];
