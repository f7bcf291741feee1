import { z } from 'zod';
import { isIsoDate } from '../../domain/time/dates.js';

/** A date in a line of the home's own files. */
export const isoDate = z.string().refine(isIsoDate, 'not a date');
