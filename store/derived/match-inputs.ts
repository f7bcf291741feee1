import { ADVICE_FIELDS } from '../../domain/advice/asked-terms.js';
import { MATCHED_FIELDS } from '../../domain/matching/fill-groups.js';
import { heldSide } from '../../domain/positions/held-when-advised.js';
import type { Scope } from '../../domain/restatement/match-scope.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { Columns } from '../duckdb/columns.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { NAMED } from '../staging/record-ids.js';
import { heldLots, TO_CLOSE } from './held-lots.js';
import { addLinkedInputs } from './linked-inputs.js';
import { positionEffects } from './position-effects.js';
import { keepScopes } from './scopes.js';

/** SQL of advice `r` to roll, for {@link heldLots}. */
export const ROLL = `r.record_id AS id, r.recommendation_id, r.account, r.underlying, ${TO_CLOSE}, r.trading_date, r.sent_at`;

/** What matching reads, scope by scope: in `scope` stands the place in the list of the scope a record belongs to. */
export interface MatchColumns {
  /** As StoredAdvice. */
  recommendations: Columns;
  /** As MatchedExecution. */
  executions: Columns;
}

/**
 * What is known by `asOf` of these scopes: the executions with all fills of their orders, however far away, and what
 * only the position says of them; and the advice, each in its latest revision, with that around such fills: whether
 * legs of an order are a roll depends on it. What people linked to something of it is read with it, however far away.
 */
export async function readInputs(
  warehouse: Warehouse,
  scopes: readonly Scope[],
  asOf: IsoDate,
): Promise<MatchColumns> {
  const inScope = await keepScopes(warehouse, scopes);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE orders_in_scope AS
     SELECT DISTINCT e.account, e.underlying, e.order_id, s.scope
     FROM executions AS e JOIN scopes AS s ON ${inScope('e')}
     WHERE e.order_id IS NOT NULL AND e.trading_date <= $asOf::DATE`,
    { asOf },
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE advice_in_scope AS
     SELECT r.record_id, s.scope FROM recommendations AS r JOIN scopes AS s ON ${inScope('r')}
     UNION
     SELECT r.record_id, o.scope
     FROM executions AS e JOIN orders_in_scope AS o USING (account, underlying, order_id)
     JOIN scopes AS s ON s.scope = o.scope AND e.trading_date NOT BETWEEN s.from_date AND s.to_date
     JOIN recommendations AS r ON r.underlying = e.underlying AND r.trading_date
       BETWEEN e.trading_date - ${NEXT_SESSION_DAYS} AND e.trading_date + ${NEXT_SESSION_DAYS}`,
  );
  await addLinkedInputs(warehouse, { inScope, asOf });
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE rolls AS
     SELECT DISTINCT ${ROLL} FROM recommendations AS r SEMI JOIN advice_in_scope USING (record_id) WHERE r.action = 'roll'`,
  );
  const held = await heldLots(warehouse, 'rolls');
  const advice = await warehouse.columns(
    `SELECT ${selected(ADVICE_FIELDS, 'r')}, r.record_id, s.scope
     FROM recommendations AS r JOIN advice_in_scope AS s ON s.record_id = r.record_id
     ANTI JOIN recommendations AS later ON later.recommendation_id = r.recommendation_id AND later.trading_date <= $asOf::DATE
       AND (rtrim(later.sent_at, 'Z'), later.record_id) > (rtrim(r.sent_at, 'Z'), r.record_id)
     WHERE r.trading_date <= $asOf::DATE ORDER BY s.scope, r.recommendation_id`,
    { asOf },
  );
  const executed = selected(['execution_id', ...MATCHED_FIELDS], 'e');
  const executions = await warehouse.columns(
    `SELECT * ${NAMED} FROM (
       SELECT ${executed}, e.record_id, e.trading_date, s.scope
       FROM executions AS e JOIN scopes AS s ON ${inScope('e')}
       WHERE e.order_id IS NULL
       UNION ALL
       SELECT ${executed}, e.record_id, e.trading_date, o.scope
       FROM executions AS e JOIN orders_in_scope AS o USING (account, underlying, order_id)
       UNION ALL
       SELECT ${executed}, e.record_id, e.trading_date, f.scope
       FROM executions AS e JOIN linked_in_scope AS f USING (record_id))
     WHERE trading_date <= $asOf::DATE ORDER BY scope, record_id`,
    { asOf },
  );
  const held_side = advice['record_id']?.map((id) => heldSide(held.get(id as string) ?? [])) ?? [];
  const effects = await positionEffects(warehouse, executions, asOf);
  return { recommendations: { ...advice, held_side }, executions: { ...executions, ...effects } };
}

function selected(fields: readonly string[], alias: string): string {
  return fields.map((field) => `${alias}."${field}"`).join(', ');
}
