import { includes, type Scope } from '../../domain/access/scope.js';
import type { Bearer, Tokens } from '../parts.js';
import { Problem } from '../problem.js';

/** Who asks, by the header alone; whatever does not let in is refused in the same words. */
export async function bearerOf(request: Request, tokens: Tokens): Promise<Bearer> {
  const [, text] = /^Bearer +([^ ]+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  const bearer = await tokens.check(text ?? '');
  if (bearer === undefined) throw withoutToken();
  return bearer;
}

function withoutToken(): Problem {
  return unauthenticated('give a token in force: "npx tradeloop token create" makes one');
}

export function unauthenticated(detail: string): Problem {
  return new Problem('unauthenticated', detail, {
    headers: { 'www-authenticate': 'Bearer realm="tradeloop"' },
  });
}

/** Nobody's, where the door let in whoever asks, is no scope at all. */
export function checkScope(bearer: Bearer | null, needed: Scope): void {
  if (bearer === null) throw withoutToken();
  const { scope, name } = bearer;
  if (!includes(scope, needed))
    throw new Problem(
      'insufficient-scope',
      `token ${JSON.stringify(name)} has scope ${scope}; this needs ${needed}`,
      {
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${needed}"` },
      },
    );
}
