import { earlierOf, laterOf } from '../../domain/time/dates.js';
import type { Scope } from '../../domain/restatement/match-scope.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * Puts the scopes into the temporary table `scopes` and gives the SQL that is true where a row of a table lies in the
 * scope `s`. It names the first and the last of their days as well, so that a scan leaves out what lies before and
 * after all of them.
 */
export async function keepScopes(
  warehouse: Warehouse,
  scopes: readonly Scope[],
): Promise<(table: string) => string> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE scopes AS
     SELECT generate_subscripts($underlyings, 1)::INTEGER - 1 AS scope, unnest($underlyings) AS underlying,
       unnest($from)::DATE AS from_date, unnest($to)::DATE AS to_date`,
    {
      underlyings: scopes.map(({ underlying }) => underlying),
      from: scopes.map(({ from }) => from),
      to: scopes.map(({ to }) => to),
    },
  );
  const first = scopes.map(({ from }) => from).reduce(earlierOf, '9999-12-31');
  const last = scopes.map(({ to }) => to).reduce(laterOf, '0001-01-01');
  return (table) =>
    `${table}.underlying = s.underlying AND ${table}.trading_date BETWEEN s.from_date AND s.to_date
       AND ${table}.trading_date BETWEEN '${first}'::DATE AND '${last}'::DATE`;
}
