const MAKES = /^\s*CREATE\s+(?:OR\s+REPLACE\s+)?TEMPORARY\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)/i;
const DROPS = /^\s*DROP\s+TABLE(?:\s+IF\s+EXISTS)?\s+(\w+)/i;
const CHANGES = /^\s*(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE|DROP\s+TABLE(?:\s+IF\s+EXISTS)?)\s+(\w+)/i;

/** The table whose rows a statement changes; undefined for one that changes no rows, or begins otherwise. */
export function changedBy(sql: string): string | undefined {
  return CHANGES.exec(sql)?.[1];
}

/** The temporary tables of a connection: what is written to them nobody else sees. */
export interface TemporaryTables {
  has(table: string): boolean;
  /**
   * Whether a statement makes or changes one of them and nothing else; what it makes is one of them from then on, and
   * what it drops no more.
   */
  isOfOne(sql: string): boolean;
}

export function temporaryTables(): TemporaryTables {
  const names = new Set<string>();
  return {
    has: (table) => names.has(table),
    isOfOne(sql) {
      const [, made] = MAKES.exec(sql) ?? [];
      if (made !== undefined) names.add(made);
      const named = changedBy(sql);
      const isOne = named !== undefined && names.has(named);
      const [, dropped] = DROPS.exec(sql) ?? [];
      if (dropped !== undefined) names.delete(dropped);
      // Behind a semicolon may stand another statement.
      return !sql.includes(';') && (made !== undefined || isOne);
    },
  };
}
