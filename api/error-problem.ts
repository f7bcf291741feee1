import { TradeloopError } from '../domain/errors.js';
import { Problem, PROBLEMS, type Slug } from './problem.js';

/** The named errors of steps and reads, as problems. What is not here is a fault of the program. */
const SLUGS: Readonly<Record<string, Slug>> = {
  InvalidInput: 'invalid-parameter',
  Ambiguous: 'invalid-parameter',
  NotFound: 'not-found',
  Conflict: 'superseded',
  Stale: 'changed',
  CostNotAccepted: 'cost-not-accepted',
  NotBlessed: 'not-promotable',
  ModelBroken: 'not-promotable',
  FileRefused: 'refused',
  NotRunning: 'not-running',
  HomeHeld: 'not-running',
  GoesOn: 'in-progress',
  NotStaged: 'busy',
};

const BUSY_SECONDS = 2;
const FAULT_SECONDS = 30;

/** The problem that an error comes to; undefined for a fault, of which nothing is said but where the log has it. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'DiskFault' || error.name === 'WarehouseBroken')
    return new Problem('disk-fault', diskText(error.name), { headers: retryAfter(FAULT_SECONDS) });
  const slug = error instanceof TradeloopError ? SLUGS[error.name] : undefined;
  if (slug === undefined) return undefined;
  return new Problem(
    slug,
    error.message,
    PROBLEMS[slug].status === 503 ? { headers: retryAfter(BUSY_SECONDS) } : {},
  );
}

/** Hands on what contradicts what stands as what it is of this route. */
export async function conflictAs<T>(slug: Slug, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.name === 'Conflict') throw new Problem(slug, error.message);
    throw error;
  }
}

/** Reads are queueing up, or one took too long. */
export function busy(detail: string): Problem {
  return new Problem('busy', detail, { headers: retryAfter(BUSY_SECONDS) });
}

function retryAfter(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) };
}

/** Paths of the machine are no business of who asks. */
function diskText(name: string): string {
  return name === 'DiskFault'
    ? 'a file cannot be read or written; "npx tradeloop doctor" on that machine says why'
    : 'the warehouse cannot be read; "npx tradeloop rebuild" on that machine makes it again';
}
