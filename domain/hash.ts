import { hash } from 'node:crypto';

/**
 * The id of what these parts name: the first 32 hex digits of the SHA-256 of their JSON array, so that ('a', 'bc') and
 * ('ab', 'c') differ. The same on every machine, whatever came before.
 */
export function hashId(...parts: string[]): string {
  return hashOfAll(parts);
}

/** The id of a list of any length: what {@link hashId} gives for its parts. */
export function hashOfAll(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}
