import type { HumanFacts } from '../../domain/matching/human-facts.js';
import type { MatchFact } from '../../domain/matching/match-fact.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { markStale } from '../stale.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/**
 * SQL that is true where an execution `e` is the one that `named` names: ids are unique within an account, and an empty
 * one is any.
 */
const IS_NAMED = `coalesce(e.execution_id, e.record_id) = named.execution_id
  AND (named.account = '' OR named.account = e.account)`;

/** How many of the facts about matches the matches take into account. */
export async function factsHeeded(warehouse: Reader): Promise<number> {
  const [noted] = await warehouse.rows<{ facts: number }>(
    'SELECT coalesce(max(facts), 0) AS facts FROM match_facts_heeded',
  );
  return noted?.facts ?? 0;
}

/** Notes that matches take so many facts into account. */
export async function noteFactsHeeded(warehouse: Warehouse, facts: number): Promise<void> {
  await warehouse.run('DELETE FROM match_facts_heeded');
  await warehouse.run('INSERT INTO match_facts_heeded VALUES (?)', [facts]);
}

/** Marks the matches that facts are about: the trading dates of their advice and of their executions. */
export async function markSaid(warehouse: Warehouse, facts: readonly MatchFact[]): Promise<void> {
  if (facts.length === 0) return;
  const named = facts.flatMap(({ account = '', execution_ids }) =>
    execution_ids.map((execution) => ({ account, execution })),
  );
  await markStale(
    warehouse,
    ['match'],
    `WITH advised AS (SELECT unnest($advice) AS recommendation_id),
     named AS (SELECT unnest($accounts) AS account, unnest($executions) AS execution_id)
     SELECT NULL AS account, underlying, trading_date AS from_date, trading_date AS to_date FROM (
       SELECT underlying, trading_date FROM recommendations SEMI JOIN advised USING (recommendation_id)
       UNION SELECT underlying, trading_date FROM matches SEMI JOIN advised USING (recommendation_id)
       UNION SELECT e.underlying, e.trading_date FROM executions AS e JOIN named ON ${IS_NAMED})`,
    {
      advice: facts.flatMap(({ recommendation_id }) => recommendation_id ?? []),
      accounts: named.map(({ account }) => account),
      executions: named.map(({ execution }) => execution),
    },
  );
}

/**
 * Puts the executions that people linked to advice, each with the advice's id, into the temporary table
 * `linked_executions`: what matches of the one depend on lies where the other is.
 */
export async function keepLinks(warehouse: Warehouse, { pairs }: HumanFacts): Promise<void> {
  const links = pairs.filter(({ linked }) => linked);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE linked_executions AS
     WITH named AS (
       SELECT unnest($advice) AS recommendation_id, unnest($accounts) AS account, unnest($executions) AS execution_id)
     SELECT named.recommendation_id, e.record_id, e.account, e.underlying, e.order_id, e.trading_date
     FROM executions AS e JOIN named ON ${IS_NAMED}`,
    {
      advice: links.map(({ recommendation_id }) => recommendation_id),
      accounts: links.map(({ account }) => account ?? ''),
      executions: links.map(({ execution_id }) => execution_id),
    },
  );
}

/**
 * Adds to what is read of scopes (`scopes`, `orders_in_scope`, `advice_in_scope`) whatever people linked to any of it:
 * advice to `advice_in_scope`, executions with all fills of their orders to the temporary table `linked_in_scope`.
 */
export async function addLinkedInputs(
  warehouse: Warehouse,
  { inScope, asOf }: { inScope: (table: string) => string; asOf: IsoDate },
): Promise<void> {
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE linked_in_scope AS SELECT record_id, 0 AS scope FROM executions LIMIT 0',
  );
  const [any] = await warehouse.rows('SELECT record_id FROM linked_executions LIMIT 1');
  if (any === undefined) return;
  for (;;) {
    // What is read of an order is read whole, so that a link of any of its fills counts.
    const advice = await warehouse.run(
      `INSERT INTO advice_in_scope
       WITH read AS (
         SELECT recommendation_id, s.scope FROM linked_executions AS e JOIN scopes AS s ON ${inScope('e')}
         UNION SELECT recommendation_id, o.scope FROM linked_executions JOIN orders_in_scope AS o USING (account, underlying, order_id)
         UNION SELECT recommendation_id, l.scope FROM linked_executions JOIN linked_in_scope AS l USING (record_id))
       SELECT r.record_id, read.scope FROM recommendations AS r JOIN read USING (recommendation_id)
       EXCEPT SELECT record_id, scope FROM advice_in_scope`,
    );
    const executions = await warehouse.run(
      `INSERT INTO linked_in_scope
       WITH linked AS (
         SELECT DISTINCT e.record_id, e.account, e.underlying, e.order_id, e.trading_date, a.scope
         FROM linked_executions AS e JOIN recommendations AS r USING (recommendation_id) JOIN advice_in_scope AS a ON a.record_id = r.record_id),
       whole AS (
         SELECT record_id, scope FROM linked
         UNION SELECT e.record_id, l.scope FROM executions AS e JOIN linked AS l USING (account, underlying, order_id))
       SELECT e.record_id, whole.scope FROM whole JOIN executions AS e USING (record_id)
       WHERE e.trading_date <= $asOf::DATE
         AND NOT EXISTS (SELECT 1 FROM scopes AS s WHERE s.scope = whole.scope AND ${inScope('e')})
         AND NOT EXISTS (SELECT 1 FROM orders_in_scope AS o WHERE o.scope = whole.scope AND o.account = e.account
           AND o.underlying = e.underlying AND o.order_id = e.order_id)
       EXCEPT SELECT record_id, scope FROM linked_in_scope`,
      { asOf },
    );
    if (advice === 0 && executions === 0) return;
  }
}
