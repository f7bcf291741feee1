/** What a token lets its bearer do; each scope includes those before it. */
export const SCOPES = ['read', 'decide', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether a token of a scope may do what asks for another. */
export function includes(held: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(held) >= SCOPES.indexOf(needed);
}
