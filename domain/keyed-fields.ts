import { z } from 'zod';
import type { Carried } from './keyed-request.js';

/** The members of Carried, for lines that are kept. */
export const keyedFields = {
  idempotency_key: z.string().optional(),
  request: z.string().optional(),
} satisfies Record<keyof Carried, z.ZodType>;
