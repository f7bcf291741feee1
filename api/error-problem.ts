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
  return refusedFor(slug, error.message, isForNow ? { headers: retryAfter(BUSY_SECONDS) } : {});
}

/** What of a route a refusal in the words of a step is. */
interface Named {
  /** What it is of this route, where that is not as everywhere. */
  slugs?: Readonly<Partial<Record<NamedError['name'], Slug>>>;
  /** Options of the command line by what they are called here, where that is not the same word. */
  fields?: Readonly<Record<string, string>>;
  /** The parameter that is meant where none is named. */
  field?: string;
  /** What stands, where somebody was first. */
  current?: () => Promise<Problem['more']>;
}

/** Hands on what a step refuses as what that is of this route. */
export async function namedAs<T>({ slugs = {}, current, ...names }: Named, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Problem) throw error;
    const slug = new Map(Object.entries(slugs)).get(error.name) ?? problemOf(error)?.slug;
    if (slug === undefined || PROBLEMS[slug].status >= 500) throw error;
    const isCurrent = current !== undefined && [409, 412].includes(PROBLEMS[slug].status);
    throw refusedFor(slug, error.message, isCurrent ? await current() : {}, names);
  }
}

/** An option of the command line, as a message names it; not one of a command that is written out. */
const OPTION = /(?<!import )--([a-z][a-z-]*)/g;

/** A refusal whose words name parameters, no options and no paths. */
function refusedFor(
  slug: Slug,
  message: string,
  more: Problem['more'],
  { fields = {}, field }: Pick<Named, 'fields' | 'field'> = {},
): Problem {
  const names = new Set<string>();
  const detail = withoutPaths(message).replaceAll(OPTION, (_, option: string) => {
    const name = fields[option] ?? option.replaceAll('-', '_');
    names.add(name);
    return name;
  });
  if (names.size === 0 && field !== undefined) names.add(field);
  if ((slug !== 'invalid-parameter' && slug !== 'refused') || names.size === 0)
    return new Problem(slug, detail, more);
  return new Problem(slug, detail, {
    ...more,
    errors: [...names].map((name) => ({ in: 'query', name, message: detail })),
  });
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
