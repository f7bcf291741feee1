/**
 * A request that came with an Idempotency-Key, as the facts and runs that come of it carry it: by that it is known when
 * it comes again. `request` begins with the id of the token and ends with a hash of what was asked for.
 */
export interface KeyedRequest {
  idempotency_key: string;
  request: string;
}

/** What comes of it carries; nothing where it came without a key. */
export type Carried = { [M in keyof KeyedRequest]?: KeyedRequest[M] | undefined };

/** Those of what may be carried that are there. */
export function carriedBy({ idempotency_key, request }: Carried): Carried {
  return idempotency_key === undefined || request === undefined ? {} : { idempotency_key, request };
}

/** Names a key among those of all bearers. */
export function bearerAndKey({ idempotency_key, request }: KeyedRequest): string {
  return `${tokenOf(request)} ${idempotency_key}`;
}

/** Whether the key came from the same bearer before, with this request or with another. */
export function hasKeyOf(line: object, keyed: KeyedRequest): boolean {
  const before = line as Carried;
  return (
    before.idempotency_key === keyed.idempotency_key &&
    before.request !== undefined &&
    tokenOf(before.request) === tokenOf(keyed.request)
  );
}

/** For so long a key is known; then it is free again. */
export const KEY_KEPT_MS = 24 * 3_600_000;

/** What came with a key, and when: an instant in UTC. */
type Came<T> = T & KeyedRequest & { at: string };

/** Whether it came with the key within a day before `now`, by this request or by another. */
export function cameWith<T extends object>(line: T, keyed: KeyedRequest, now: number): line is Came<T> {
  const { at } = line as { at?: string };
  return hasKeyOf(line, keyed) && at !== undefined && now - Date.parse(at) < KEY_KEPT_MS;
}

/** The newest that came with the key within a day before `now`. */
export function lastWith<T extends object>(
  lines: readonly T[],
  keyed: KeyedRequest,
  now: number,
): Came<T> | undefined {
  return lines
    .filter((line): line is Came<T> => cameWith(line, keyed, now))
    .reduce<Came<T> | undefined>(
      (last, line) => (last === undefined || Date.parse(line.at) >= Date.parse(last.at) ? line : last),
      undefined,
    );
}

function tokenOf(request: string): string {
  return request.slice(0, request.indexOf('.'));
}
