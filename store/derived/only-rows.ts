/**
 * SQL of the rows of a table for which a condition on narrow columns is true. It is looked for in these alone, and the
 * other columns are fetched of the rows that are found: a wide table is read several times as fast.
 */
export function onlyRows(table: string, condition: string): string {
  return `(SELECT * FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${condition}))`;
}
