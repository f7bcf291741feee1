import type { Scope } from './scope.js';

/** What is kept of a token: never the token. Times are instants in UTC. */
export interface TokenEntry {
  id: string;
  name: string;
  scope: Scope;
  created_at: string;
  /** Null: never. */
  expires_at: string | null;
  revoked_at: string | null;
}

/** Whether a token lets in at an instant. */
export function isInForce({ expires_at, revoked_at }: TokenEntry, now: string): boolean {
  return revoked_at === null && (expires_at === null || now < expires_at);
}
