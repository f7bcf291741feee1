import { z } from '@hono/zod-openapi';
import { parseWeek } from '../../domain/time/iso-week.js';

/** An ISO week that its year has. */
export const weekName = z
  .string()
  .regex(/^(19|2[01])\d{2}-W(0[1-9]|[1-4]\d|5[0-3])$/, 'not an ISO week like 2026-W02')
  .refine((week) => parseWeek(week) !== undefined, 'the year has no such week');
