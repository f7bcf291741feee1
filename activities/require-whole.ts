import { InvalidInput } from '../domain/errors.js';

const LEAST = 6;

/** Throws InvalidInput where the beginning of an id was given, and so little of it that another may begin so. */
export function requireWhole(given: string, id: string): void {
  if (given !== id && given.length < LEAST)
    throw new InvalidInput(
      `id ${JSON.stringify(given)}: give the whole id, or at least ${LEAST} characters of its beginning`,
    );
}
