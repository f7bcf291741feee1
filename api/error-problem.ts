import type * as errors from '../domain/errors.js';
import { Problem, PROBLEMS, type Slug } from './problem.js';
import { withoutPaths } from './without-paths.js';

type NamedError = InstanceType<(typeof errors)[Exclude<keyof typeof errors, 'TradeloopError'>]>;

/** The named errors of steps and reads, as problems. What is none of these is a fault of the program. */
const SLUGS: Readonly<Record<NamedError['name'], Slug>> = {
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
  DiskFault: 'disk-fault',
  WarehouseBroken: 'disk-fault',
  // Nothing that who asks could say otherwise would help.
  NotReproducible: 'fault',
  CrashLoop: 'fault',
  MissingDependency: 'fault',
  StoreCorrupt: 'fault',
};

const SLUG_OF: ReadonlyMap<string, Slug> = new Map(Object.entries(SLUGS));

const BUSY_SECONDS = 2;
const FAULT_SECONDS = 30;

/** The problem that an error comes to; undefined for a fault, of which nothing is said but where the log has it. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return undefined;
  // One of the store's own, which no step throws.
  if (error.name === 'Interrupted') return busy('the read took too long');
  const slug = SLUG_OF.get(error.name) ?? 'fault';
  if (slug === 'fault') return undefined;
  if (slug === 'disk-fault')
    return new Problem(slug, diskText(error.name), { headers: retryAfter(FAULT_SECONDS) });
  const isForNow = PROBLEMS[slug].status === 503;
  const detail = withoutPaths(error.message);
  return new Problem(slug, detail, isForNow ? { headers: retryAfter(BUSY_SECONDS) } : {});
}

/** Hands on errors of these names as what they are of this route. */
export async function namedAs<T>(
  slugs: Readonly<Partial<Record<NamedError['name'], Slug>>>,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const slug = error instanceof Error ? new Map(Object.entries(slugs)).get(error.name) : undefined;
    if (slug !== undefined) throw new Problem(slug, withoutPaths((error as Error).message));
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
