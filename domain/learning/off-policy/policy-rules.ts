import { z } from 'zod';
import { parsedLine, type LineReader } from './line-reader.js';

const word = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const chance = z.number().min(0).max(1);
/** Sums of chances are rounded by whoever writes them. */
const ROUNDING = 1e-6;

const ruleSchema = z.strictObject({
  when: z.record(z.string(), word),
  probabilities: z
    .record(z.string(), chance)
    .refine(
      (chances) => Math.abs(Object.values(chances).reduce((all, one) => all + one, 0) - 1) <= ROUNDING,
      'does not add up to 1',
    ),
});

/** What the target policy does in a context that has these values. */
export type PolicyRule = z.infer<typeof ruleSchema>;

/** Reads the rules of a target policy line by line; a line that is no rule is refused with the path and the value. */
export function policyRules(): LineReader<PolicyRule[]> {
  const rules: PolicyRule[] = [];
  return {
    take(line) {
      const rule = parsedLine(line, ruleSchema);
      if ('refused' in rule) return rule;
      rules.push(rule);
      return undefined;
    },
    end: () => (rules.length === 0 ? { refused: 'no lines' } : rules),
  };
}
