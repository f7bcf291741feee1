/** What the API refuses with (RFC 9457), or what kept a request from it. */
export interface Problem {
  /** The last part of its type: `not-found`, `busy`, …; `offline` where nobody answered. */
  slug: string;
  title: string;
  detail: string;
  status: number;
  /** The request's id, which the log has too. */
  instance: string | null;
  /** What of the request is meant, by its names. */
  errors?: readonly { name: string }[] | undefined;
  /** What stands, of 409 and 412. */
  current?: unknown;
  /** Seconds until it may be asked again. */
  retryAfter: number | null;
}

/** Thrown for a request that was refused or did not reach anybody. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export const OFFLINE: Problem = {
  slug: 'offline',
  title: 'No connection',
  detail: 'Nobody answers at this address. It is tried again by itself; nothing you said is lost.',
  ...{ status: 0, instance: null, retryAfter: null },
};

/** The problem that an answer is. */
export async function problemIn(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  const common = {
    status: response.status,
    instance: response.headers.get('x-request-id'),
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
  };
  try {
    const { type, ...said } = (await response.json()) as Pick<
      Problem,
      'title' | 'detail' | 'errors' | 'current'
    > & { type: string };
    const { title, detail, errors, current } = said;
    return { ...common, slug: type.replace('/problems/', ''), title, detail, errors, current };
  } catch {
    return {
      ...common,
      slug: 'fault',
      title: 'Not understood',
      detail: `the answer was no document (${response.status})`,
    };
  }
}

/** Whether the same request may go well a little later. */
export function isPassing({ status, slug }: Problem): boolean {
  return status === 0 || status === 429 || status >= 502 || slug === 'in-progress';
}
