import { z } from 'zod';
import { firstIssue, type Refused } from '../features/feature-specification.js';

const word = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const chance = z.number().min(0).max(1);
/** Sums of chances are rounded by whoever writes them. */
const ROUNDING = 1e-6;

const loggedSchema = z.object({
  id: z.union([z.string(), z.number()]),
  context: z.record(z.string(), z.unknown()),
  action: z.string().min(1),
  /** The chance with which the log's policy took this action. */
  propensity: z.number().gt(0).max(1),
  // Squares of larger ones are no numbers any more.
  reward: z.number().min(-1e100).max(1e100),
});

const ruleSchema = z.strictObject({
  when: z.record(z.string(), word),
  probabilities: z
    .record(z.string(), chance)
    .refine(
      (chances) => Math.abs(Object.values(chances).reduce((all, one) => all + one, 0) - 1) <= ROUNDING,
      'does not add up to 1',
    ),
});

/** A decision as it was logged, in which line. */
export type LoggedDecision = z.infer<typeof loggedSchema> & { line: number };
/** What the target policy does in a context that has these values. */
export type PolicyRule = z.infer<typeof ruleSchema>;

/** The decisions of a log, a JSON object a line; else the line, the path and the value of what may not be there. */
export function parseLog(text: string): LoggedDecision[] | Refused {
  return parseLines(text, loggedSchema);
}

/** The rules of a target policy, likewise. */
export function parsePolicyRules(text: string): PolicyRule[] | Refused {
  return parseLines(text, ruleSchema);
}

function parseLines<T>(text: string, schema: z.ZodType<T>): (T & { line: number })[] | Refused {
  const parsed: (T & { line: number })[] = [];
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    if (written.trim() === '') continue;
    const line = index + 1;
    const value = jsonIn(written);
    if (value === undefined) return { refused: `line ${line}: no JSON: ${written.slice(0, 80)}` };
    const { data, error } = schema.safeParse(value);
    if (error) return { refused: `line ${line}: ${firstIssue(value, error)}` };
    parsed.push({ ...data, line });
  }
  return parsed.length === 0 ? { refused: 'no lines' } : parsed;
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The first rule whose values the context has; undefined where there is none. */
export function ruleFor(
  rules: readonly PolicyRule[],
  context: LoggedDecision['context'],
): PolicyRule | undefined {
  return rules.find(({ when }) => Object.entries(when).every(([name, value]) => context[name] === value));
}
