import { knownAt } from '../features/known-times.js';
import { ALIASES, type Alias } from './alias.js';
import type { RegistryLine } from './registry.js';

/** A model that stood for an alias from one moment to another, in milliseconds since 1970; the last has no end. */
export interface Tenure {
  alias: Alias;
  model_id: string;
  from: number;
  to: number;
}

/**
 * Which model stood for which alias when, by the last moment that was known to the store at each change: what the clock
 * said then has no part in it. The champion's first, then the shadow's, then the previous model's.
 */
export function inForce(lines: readonly RegistryLine[]): Tenure[] {
  return ALIASES.flatMap((alias) => {
    const own = lines.filter((line) => line.alias === alias && line.as_of !== null);
    return own.flatMap(({ model_id, as_of }, i): Tenure[] => {
      const next = own[i + 1]?.as_of ?? null;
      const [from, to] = [knownAt(as_of as string), next === null ? Infinity : knownAt(next)];
      return model_id === null || to <= from ? [] : [{ alias, model_id, from, to }];
    });
  });
}
