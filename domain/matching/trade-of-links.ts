import { adviceLog } from '../advice/advice-log.js';
import { decisionsOf } from './decisions.js';
import type { Decision } from './decision.js';
import type { HumanFacts } from './human-facts.js';
import { linkedAnswers } from './linked-trades.js';
import type { MatchInputs } from './match.js';

/** The trade that answers a piece of advice by what people linked, of these inputs; undefined where none does. */
export function tradeOfLinks(
  { recommendations, executions }: Pick<MatchInputs, 'recommendations' | 'executions'>,
  facts: HumanFacts,
  recommendationId: string,
): Decision | undefined {
  const log = adviceLog(recommendations);
  const answers = linkedAnswers(decisionsOf(executions, log, facts), log, facts);
  const logged = log.all.find(({ advice }) => advice.recommendation_id === recommendationId);
  return logged && answers.get(logged);
}
