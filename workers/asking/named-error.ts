import * as errors from '../../domain/errors.js';
import type { Refusal } from '../../workflows/refusal.js';

const { TradeloopError: _, ...CLASSES } = errors;
const NAMED = new Map<string, new (message: string) => Error>(Object.entries(CLASSES));

/** The error that a step threw in its process, as the same error here. */
export function errorOf({ name, message }: Refusal): Error {
  const Named = NAMED.get(name);
  return Named ? new Named(message) : new Error(`${name}: ${message}`);
}
