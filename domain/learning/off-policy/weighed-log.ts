import { z } from 'zod';
import type { Refused } from '../features/feature-specification.js';
import { parsedLine, type LineReader } from './line-reader.js';
import type { PolicyRule } from './policy-rules.js';
import { seenIds } from './seen-ids.js';

/** Products of larger rewards and weights, squared and summed, are no numbers any more. */
const MOST = 1e50;

type Context = Readonly<Record<string, unknown>>;

const loggedSchema = z.object({
  id: z.union([z.string(), z.number()]),
  // The values of a context are compared with those of the rules, and may be anything.
  context: z.custom<Context>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'expected an object',
  ),
  action: z.string().min(1),
  /** The chance with which the log's policy took this action. */
  propensity: z.number().gt(0).max(1),
  reward: z.number().min(-MOST).max(MOST),
});

/** A log as a target policy sees it, column by column in the order of its lines. */
export interface WeighedLog {
  /** The rule that holds in the context, as its place in the target. */
  rule: Int32Array;
  /** The action, as its place among the logged ones. */
  action: Int32Array;
  /** The target's chance of the action ÷ the log's. */
  weight: Float64Array;
  reward: Float64Array;
  /** The places of the logged actions. */
  actions: ReadonlyMap<string, number>;
  /** The actions that were logged where a rule holds, rule by rule. */
  loggedWhere: readonly ReadonlySet<string>[];
}

/**
 * Reads a log line by line. Refused, with the line and the value, is what is no decision, an id that was there before,
 * a context that the target has no rule for, and a propensity that is too small to be divided by.
 */
export function weighedLog(target: readonly PolicyRule[]): LineReader<WeighedLog> {
  const rules = target.map(({ when, probabilities }, place) => ({
    place,
    conditions: Object.entries(when),
    chances: new Map(Object.entries(probabilities)),
    logged: new Set<string>(),
  }));
  const isNew = seenIds();
  const actions = new Map<string, number>();
  const rule: number[] = [];
  const action: number[] = [];
  const weight: number[] = [];
  const reward: number[] = [];
  return {
    take(line) {
      const decision = parsedLine(line, loggedSchema);
      if ('refused' in decision) return decision;
      const refused = (path: string, value: unknown, why: string): Refused => ({
        refused: `line ${line.line}: ${path}: ${JSON.stringify(value).slice(0, 200)}: ${why}`,
      });
      const { id, context, propensity } = decision;
      if (!isNew(id)) return refused('id', id, 'an earlier line has it');
      const holding = rules.find(({ conditions }) =>
        conditions.every(([name, value]) => context[name] === value),
      );
      if (holding === undefined) return refused('context', context, 'the target has no rule for it');
      const weighed = (holding.chances.get(decision.action) ?? 0) / propensity;
      if (weighed > MOST) return refused('propensity', propensity, 'too small to be divided by');
      holding.logged.add(decision.action);
      const code = actions.get(decision.action) ?? actions.size;
      actions.set(decision.action, code);
      rule.push(holding.place);
      action.push(code);
      weight.push(weighed);
      reward.push(decision.reward);
      return undefined;
    },
    end: () =>
      weight.length === 0
        ? { refused: 'no lines' }
        : {
            ...{ rule: new Int32Array(rule), action: new Int32Array(action) },
            ...{ weight: new Float64Array(weight), reward: new Float64Array(reward), actions },
            loggedWhere: rules.map(({ logged }) => logged),
          },
  };
}
