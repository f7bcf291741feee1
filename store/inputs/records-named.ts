import type { AdviceAction, Execution } from '../../domain/records/records.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';

/** So many of one id's beginning are looked at. */
const AT_MOST = 50;

export interface NamedAdvice {
  recommendation_id: string;
  account: string | null;
  underlying: string;
  action: AdviceAction;
  trading_date: IsoDate;
}

/** Advice of an id, or of its beginning where none has it whole, each in its latest revision; by id. */
export function adviceBeginning(warehouse: Reader, id: string): Promise<NamedAdvice[]> {
  return warehouse.rows<NamedAdvice>(
    `WITH named AS (SELECT * FROM recommendations WHERE starts_with(recommendation_id, $id)),
     best AS (SELECT * FROM named WHERE recommendation_id = $id OR NOT EXISTS (SELECT 1 FROM named WHERE recommendation_id = $id))
     SELECT recommendation_id, account, underlying, action, trading_date FROM best AS r
     QUALIFY row_number() OVER (PARTITION BY recommendation_id ORDER BY rtrim(sent_at, 'Z') DESC, record_id DESC) = 1
     ORDER BY recommendation_id LIMIT ${AT_MOST}`,
    { id },
  );
}

export type NamedExecution = Pick<Execution, 'account' | 'underlying' | 'action'> & {
  execution_id: string;
  trading_date: IsoDate;
};

/** Executions whose id begins so, those first that have it whole; by id and account. */
export function executionsBeginning(warehouse: Reader, id: string): Promise<NamedExecution[]> {
  return warehouse.rows<NamedExecution>(
    `SELECT coalesce(execution_id, record_id) AS execution_id, account, underlying, action, trading_date FROM executions
     WHERE starts_with(coalesce(execution_id, record_id), $id)
     ORDER BY coalesce(execution_id, record_id) <> $id, execution_id, account LIMIT ${AT_MOST}`,
    { id },
  );
}
