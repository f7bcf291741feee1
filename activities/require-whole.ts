import { InvalidInput } from '../domain/errors.js';

const LEAST = 6;

/**
 * Throws InvalidInput where no id is whole what was given, and so little was given that many may begin so. `ids` are
 * those that begin so.
 */
export function requireWhole(given: string, ids: readonly string[]): void {
  if (given.length < LEAST && !ids.includes(given))
    throw new InvalidInput(
      `id ${JSON.stringify(given)}: give the whole id, or at least ${LEAST} characters of its beginning`,
    );
}
