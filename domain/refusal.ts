import { TradeloopError } from './errors.js';

const NAMES = new Set([
  ...['FileRefused', 'InvalidInput', 'NotFound', 'NotStaged'],
  ...['Conflict', 'Stale', 'Ambiguous', 'CostNotAccepted', 'NotBlessed'],
]);

/**
 * Whether an error refuses what was asked for, a file or a value. All others are of the home or of what runs on it, and
 * say nothing of the file: it may be imported another time.
 */
export function isRefusal(error: unknown): error is TradeloopError {
  return error instanceof TradeloopError && isRefusalNamed(error.name);
}

/** The same of an error that is known by its name alone, as behind a workflow. */
export function isRefusalNamed(name: string): boolean {
  return NAMES.has(name);
}
