import type { z } from 'zod';
import { InvalidInput } from '../domain/errors.js';

/** What a payload asks of a step, as far as the step may be asked for it. Throws InvalidInput for what is no input. */
export function checkedInput<S extends z.ZodType>(step: string, schema: S, given: unknown): z.output<S> {
  const { data, error } = schema.safeParse(given);
  if (!error) return data;
  const [issue] = error.issues;
  throw new InvalidInput(`${step}: ${issue?.path.join('.') || 'input'}: ${issue?.message}`);
}
