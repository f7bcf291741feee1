import { isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';

/**
 * gRPC's codes for what goes wrong on the way, and in a server that is just being started: another time the same call
 * may do.
 */
const PASSING = new Set<number>([
  ...[1, 2, 4], // cancelled, unknown, deadline exceeded
  ...[8, 10, 13, 14, 15], // resource exhausted, aborted, internal, unavailable, data loss
]);

const NOT_FOUND = 5;

/** Whether a call failed because the server was away, and not for what was asked. */
export function isAway(error: unknown): boolean {
  const found = grpcErrorOf(error);
  return found !== undefined && PASSING.has(Number(found.code));
}

/**
 * The same of the server of a system that runs: one that has too much to do says of the system's namespace that there
 * is none.
 */
export function isAwayNow(error: unknown): boolean {
  const { code, details = '' } = grpcErrorOf(error) ?? {};
  const isLost = Number(code) === NOT_FOUND && /^Namespace \S+ is not found/.test(details);
  return isLost || error instanceof NamespaceNotFoundError || isAway(error);
}

/** Why nobody answered, in few words. */
export function reasonOf(error: unknown): string {
  return grpcErrorOf(error)?.details ?? (error instanceof Error ? error.message : String(error));
}

/** The client may have wrapped it. */
function grpcErrorOf(error: unknown) {
  if (isGrpcServiceError(error)) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause : undefined;
}
