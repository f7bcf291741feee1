import { signal } from '@preact/signals';

const SCOPES = ['read', 'decide', 'admin'] as const;
/** What a browser may do; each includes those before. */
export type Scope = (typeof SCOPES)[number];

/** Who looks at the pages; the browser keeps it, for this origin alone. */
export interface Session {
  token: string;
  scope: Scope;
  name: string;
  expires_at: string;
}

const KEPT = 'tradeloop';

/** Null while nobody is signed in. */
export const session = signal<Session | null>(keptSession());
/** Why a code did not let in, if one was tried. */
export const signInTrouble = signal<string | null>(null);

function keptSession(): Session | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Session | null;
  } catch {
    return null;
  }
}

/** Signs in by the code behind the `#`, which leaves the address, and with it the history, at once. */
export async function signInByAddress(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) return;
  history.replaceState(null, '', location.pathname + location.search);
  const response = await fetch('/api/v1/auth/exchange', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) {
    signInTrouble.value = ((await response.json()) as { detail: string }).detail;
    return;
  }
  const made = (await response.json()) as Session;
  signInTrouble.value = null;
  localStorage.setItem(KEPT, JSON.stringify(made));
  session.value = made;
}

/** Whether who is signed in may do what takes a scope. */
export function may(scope: Scope): boolean {
  return session.value !== null && SCOPES.indexOf(session.value.scope) >= SCOPES.indexOf(scope);
}

export function signOut(): void {
  localStorage.removeItem(KEPT);
  session.value = null;
}

// A link with a code that is opened in a tab that has the page already loads nothing.
addEventListener('hashchange', () => void signInByAddress());

// Another tab signed in or out.
addEventListener('storage', ({ key }) => {
  if (key === KEPT) session.value = keptSession();
});
