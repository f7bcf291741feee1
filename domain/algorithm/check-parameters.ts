import type { z } from 'zod';
import { algorithmParametersSchema, type AlgorithmParameters } from './algorithm-parameters.js';

/** What is wrong with a value, and where it stands: `dte.min`, `bySymbol.DRFT.strikeSteps`, `byRegime.0.when`. */
export interface Problem {
  path: string;
  value: unknown;
  message: string;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/** The parameters of a version of the reference algorithm, with all fields; or what is wrong with them. */
export function checkParameters(raw: unknown): Checked<AlgorithmParameters> {
  return checked(algorithmParametersSchema, raw);
}

export function checked<T>(schema: z.ZodType<T>, raw: unknown): Checked<T> {
  const { data, error } = schema.safeParse(raw);
  if (error === undefined) return { ok: true, value: data };
  return { ok: false, problems: error.issues.flatMap((issue) => problemsOf(issue, raw)) };
}

/** A problem as a sentence: `strikeSteps: Too big: expected number to be <=10: 11`. */
export function problemText({ path, value, message }: Problem): string {
  const where = path === '' ? '' : `${path}: `;
  return `${where}${message}${value === undefined ? '' : `: ${JSON.stringify(value)}`}`;
}

function problemsOf(issue: z.core.$ZodIssue, raw: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problemAt([...issue.path, key], raw, 'no such parameter'));
  return [problemAt(issue.path, raw, issue.message)];
}

function problemAt(path: readonly PropertyKey[], raw: unknown, message: string): Problem {
  const value = path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<PropertyKey, unknown>)[key]
        : undefined,
    raw,
  );
  return { path: path.map(String).join('.'), value, message };
}
