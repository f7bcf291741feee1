import { z } from 'zod';
import { BASES } from '../domain/learning/policies/basis.js';
import { RETRAINED_KINDS } from '../domain/learning/training/kinds.js';
import { configSchema } from '../domain/learning/training/training-config.js';
import { normalTime } from '../domain/records/record-fields.js';
import { isoDate } from '../store/home/iso-date.js';

/** What a payload may ask of a retrain. */
export const retrainInput = z.object({
  days: z.int().min(1).max(36_525),
  kind: z.enum(RETRAINED_KINDS).nullable(),
  config: configSchema,
  seed: z.int(),
  basis: z.enum(BASES).optional(),
});

const name = z.string().min(1).max(200);

/** `as_of` is not given by a retrain that an earlier version froze: that is of the whole last day. */
export const frozenWindow = z
  .object({
    ...{ from: isoDate, to: isoDate },
    as_of: z
      .string()
      .refine((text) => normalTime(text) === text, 'not an instant in UTC or a date')
      .optional(),
    scenarios_sha256: z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256'),
    rows: z.int().min(0),
    spec_id: name,
    features: z.array(name).max(10_000),
    held_back: z.array(name).max(10_000),
    min_samples: z.int().min(1),
  })
  .transform((window) => ({ ...window, as_of: window.as_of ?? window.to }));

/** What the train process may be asked for. */
export const trainInput = z.object({ asked: retrainInput, window: frozenWindow });
