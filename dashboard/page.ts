/**
 * The page until there is a dashboard: lets a browser in by the code behind the `#`, and shows as whom, and how far
 * things are known.
 */

/** Under this name the browser keeps who is signed in, for this origin alone. */
const KEPT = 'tradeloop';
const API = '/api/v1';

interface SignedIn {
  token: string;
  scope: string;
  name: string;
  expires_at: string;
}

interface Problem {
  type: string;
  title: string;
  detail: string;
}

interface Matches {
  total: number;
  unreviewed_count: number;
  as_of: { known_through: string | null };
}

/** What is behind the `#` leaves the address at once, and with it the history. */
function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code !== null) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

async function exchange(code: string): Promise<SignedIn | Problem> {
  const response = await fetch(`${API}/auth/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  return (await response.json()) as SignedIn | Problem;
}

function signedIn(): SignedIn | null {
  return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as SignedIn | null;
}

/** Shows who is signed in, in place of what was shown before. */
async function show(): Promise<void> {
  const lines = await linesFor(takeCode()).catch(() => [problemLine(UNREACHABLE)]);
  for (const before of document.querySelectorAll('[data-line]')) before.remove();
  for (const line of lines) line.dataset['line'] = '';
  document.querySelector('main')?.append(...lines);
  document.documentElement.dataset['ready'] = 'true';
}

async function linesFor(code: string | null): Promise<HTMLElement[]> {
  const trouble = code === null ? [] : await signIn(code);
  const kept = signedIn();
  return [...trouble, ...(kept === null ? [signedOutLine()] : await signedInLines(kept))];
}

/** Gives what went wrong. */
async function signIn(code: string): Promise<HTMLElement[]> {
  const answer = await exchange(code);
  if (!('token' in answer)) return [problemLine(answer)];
  localStorage.setItem(KEPT, JSON.stringify(answer));
  return [];
}

async function signedInLines({ token, name, scope }: SignedIn): Promise<HTMLElement[]> {
  const response = await fetch(`${API}/strategies/learning/matches?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.status === 401) {
    localStorage.removeItem(KEPT);
    return [signedOutLine()];
  }
  const who = paragraph(`Signed in as ${name} (${scope}).`);
  who.setAttribute('role', 'status');
  if (!response.ok) return [who, problemLine((await response.json()) as Problem)];
  const { total, unreviewed_count, as_of } = (await response.json()) as Matches;
  const through =
    as_of.known_through === null ? 'Nothing is imported yet' : `Known through ${as_of.known_through}`;
  return [who, paragraph(`${through}: ${total} matches, ${unreviewed_count} of them not reviewed.`)];
}

function signedOutLine(): HTMLElement {
  const command = document.createElement('code');
  command.textContent = 'npx tradeloop dashboard';
  const line = paragraph('Signed out. This opens the page signed in: ');
  line.append(command);
  return line;
}

function problemLine({ type, title, detail }: Problem): HTMLElement {
  const line = paragraph(`${title}: ${detail}`);
  line.setAttribute('role', 'alert');
  line.dataset['problem'] = type.replace('/problems/', '');
  return line;
}

function paragraph(text: string): HTMLElement {
  const line = document.createElement('p');
  line.textContent = text;
  return line;
}

const UNREACHABLE = {
  type: '/problems/not-running',
  title: 'Nothing answers',
  detail: '"npx tradeloop up" starts the system',
};

// A link that is opened in this tab changes what is behind the `#` and loads nothing.
addEventListener('hashchange', () => void show());
void show();
