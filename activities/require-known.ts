import { InvalidInput } from '../domain/errors.js';
import { nearestNames } from '../domain/nearest-names.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { knownNames, type Named } from '../store/inputs/known-names.js';

/**
 * Throws InvalidInput for an account or underlying that nothing is imported of, naming those there are, the nearest
 * first: a slip of the pen would look like an empty account. Underlyings are known in small letters too.
 */
export async function requireKnown(
  warehouse: Reader,
  named: Named,
  written: readonly (string | undefined)[],
): Promise<void> {
  const asked = written.filter((name) => name !== undefined);
  if (asked.length === 0) return;
  const names = await knownNames(warehouse, named);
  const isKnown = (name: string) =>
    names.includes(name) || (named === 'underlying' && names.includes(name.toUpperCase()));
  const unknown = asked.find((name) => !isKnown(name));
  if (unknown === undefined) return;
  const there = names.length === 0 ? 'nothing is imported' : `there are ${nearestNames(unknown, names)}`;
  throw new InvalidInput(`no ${named} ${JSON.stringify(unknown)}; ${there}`);
}
