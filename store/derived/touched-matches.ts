import type { Reader } from '../duckdb/warehouse.js';
import type { FoundMatch } from './found-match.js';

/** Matches by their ids, by their advice and by their executions. */
export interface Touched {
  matches: readonly string[];
  recommendations: readonly string[];
  executions: readonly { account: string; execution_id: string }[];
}

type TouchedMatch = Pick<FoundMatch, 'match_id' | 'execution_ids' | 'decision_account'>;

/** These matches as they are now: those of the advice first, then by id. */
export function matchesTouched(
  warehouse: Reader,
  { matches, recommendations, executions }: Touched,
): Promise<TouchedMatch[]> {
  return warehouse.rows<TouchedMatch>(
    `WITH named AS (SELECT unnest($accounts) AS account, unnest($executions) AS execution_id),
     traded AS (SELECT match_id, decision_account AS account, unnest(execution_ids) AS execution_id FROM matches),
     ids AS (
       SELECT unnest($matches) AS match_id
       UNION SELECT match_id FROM matches WHERE list_contains($recommendations, recommendation_id)
       UNION SELECT match_id FROM traded SEMI JOIN named USING (account, execution_id))
     SELECT match_id, execution_ids, decision_account FROM matches SEMI JOIN ids USING (match_id)
     QUALIFY row_number() OVER (PARTITION BY match_id ORDER BY trading_date) = 1
     ORDER BY coalesce(list_contains($recommendations, recommendation_id), FALSE) DESC, match_id`,
    {
      matches,
      recommendations,
      accounts: executions.map(({ account }) => account),
      executions: executions.map(({ execution_id }) => execution_id),
    },
  );
}

/** The same with whatever these matches are made of now, so that both sides of a change are seen after it. */
export async function withTheirTrades(warehouse: Reader, touched: Touched): Promise<Touched> {
  const before = await matchesTouched(warehouse, touched);
  const executions = before.flatMap(({ execution_ids, decision_account: account }) =>
    account === null ? [] : execution_ids.map((execution_id) => ({ account, execution_id })),
  );
  return {
    ...touched,
    matches: before.map(({ match_id }) => match_id),
    executions: [...touched.executions, ...executions],
  };
}
