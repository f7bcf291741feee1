import { signal } from '@preact/signals';

/** The last day of which anything is imported, as answers have it; null of nothing, undefined until one came. */
export const knownThrough = signal<string | null | undefined>(undefined);

/** Notes how far things are known, where an answer says so. */
export function noteKnownThrough(answer: unknown): void {
  const { as_of } = answer as { as_of?: { known_through: string | null } };
  if (as_of !== undefined) knownThrough.value = as_of.known_through;
}
