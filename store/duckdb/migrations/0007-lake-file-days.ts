export const name = 'lake file days';

export const statements: readonly string[] = [
  // From the first to the last trading date of a file's rows, so that those far away need not be opened; null on files
  // of before.
  `ALTER TABLE lake_files ADD COLUMN from_date DATE DEFAULT NULL`,
  `ALTER TABLE lake_files ADD COLUMN to_date DATE DEFAULT NULL`,
];
