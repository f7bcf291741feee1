/** What a request is refused with, in the contract's words: RFC 9457, one row a kind. */
export const PROBLEMS = {
  malformed: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'A token is needed' },
  'insufficient-scope': { status: 403, title: 'The token’s scope is too small' },
  'cross-origin': { status: 403, title: 'Another site asks' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Not with this method' },
  'not-acceptable': { status: 406, title: 'No such form of the answer' },
  'in-progress': { status: 409, title: 'Under way' },
  'already-decided': { status: 409, title: 'Decided otherwise' },
  'cost-not-accepted': { status: 409, title: 'Its cost is not accepted' },
  superseded: { status: 409, title: 'Something took its place' },
  'link-held': { status: 409, title: 'Linked by hand elsewhere' },
  'not-pending': { status: 409, title: 'No longer open' },
  'already-in-force': { status: 409, title: 'In force already' },
  'not-promotable': { status: 409, title: 'The model cannot be promoted' },
  changed: { status: 412, title: 'Changed since' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  'wrong-host': { status: 421, title: 'The host is not ours' },
  'invalid-parameter': { status: 422, title: 'A parameter is not what it should be' },
  'unknown-parameter': { status: 422, title: 'No such parameter' },
  'cursor-mismatch': { status: 422, title: 'The cursor is of another list' },
  'idempotency-key-reused': { status: 422, title: 'The key is of another request' },
  refused: { status: 422, title: 'The file cannot be imported' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'fields-too-large': { status: 431, title: 'Address and headers are too large' },
  fault: { status: 500, title: 'A fault of the program' },
  busy: { status: 503, title: 'Busy' },
  'not-running': { status: 503, title: 'Not running' },
  'disk-fault': { status: 503, title: 'The disk is full or cannot be written' },
} as const satisfies Record<string, { status: number; title: string }>;

export type Slug = keyof typeof PROBLEMS;

/** What one place of a request is refused for. */
export interface Offence {
  in: 'query' | 'path' | 'header' | 'body';
  name: string;
  message: string;
  value?: unknown;
}

interface More {
  errors?: readonly Offence[];
  headers?: Readonly<Record<string, string>>;
  /** What stands in its place. */
  current?: unknown;
}

/** A request that is refused: thrown by whoever refuses it, and made into an answer in one place. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly slug: Slug,
    readonly detail: string,
    readonly more: More = {},
  ) {
    super(detail);
  }
}

/** The answer of a problem; `instance` finds it in the log. */
export function problemResponse(problem: Problem, instance: string): Response {
  const { status, headers, text } = problemAnswer(problem, instance);
  return new Response(text, { status, headers });
}

/** The same in its parts. */
export function problemAnswer(
  { slug, detail, more }: Problem,
  instance: string,
): { status: number; headers: Record<string, string>; text: string } {
  const { status, title } = PROBLEMS[slug];
  const { errors, headers, current } = more;
  const body = {
    ...{ type: `/problems/${slug}`, title, status, detail, instance },
    ...(errors && { errors }),
    ...(current !== undefined && { current }),
  };
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    text: JSON.stringify(body),
  };
}
