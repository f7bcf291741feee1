import { cameWith, lastWith, type KeyedRequest } from '../domain/keyed-request.js';
import { isMatchFact } from '../domain/matching/match-fact.js';
import type { Fact } from '../store/home/journal.js';
import { readRegistry } from '../store/home/model-registry.js';
import type { ApiParts } from './parts.js';
import { Problem } from './problem.js';

/** What became of a request when it came before this start of the program. */
export interface Before {
  /** As it came then. */
  request: string;
  /** When, in UTC. */
  at: string;
  /** The lines of the journal that came of it; empty for a run. */
  facts: readonly Fact[];
}

/**
 * What an earlier start of the program made of a request with this key within a day; undefined where nothing is known
 * of it. What came of a run is looked for where a run is asked for.
 */
export async function knownBefore(
  { facts, commands, home, clock }: Pick<ApiParts, 'facts' | 'commands' | 'home' | 'clock'>,
  keyed: KeyedRequest,
  { isRun }: { isRun: boolean },
): Promise<Before | undefined> {
  const said = await facts.saidWith(keyed);
  const now = clock().getTime();
  const last = lastWith(said, keyed, now);
  if (last !== undefined) {
    const { request, at } = last;
    return {
      request,
      at,
      facts: said.filter((fact) => cameWith(fact, keyed, now) && fact.request === request),
    };
  }
  const changed = lastWith(await readRegistry(home), keyed, now);
  if (changed !== undefined) return { request: changed.request, at: changed.at, facts: [] };
  const run = await commands.runWith(keyed, { isWaitedFor: isRun });
  return run && { ...run, facts: [] };
}

/**
 * What a route says and asks for, carrying the key that its request came with. Where that came before, nothing is said
 * again: what was written down then is the answer, and the run of then is looked at.
 */
export function carrying(
  { facts, commands }: Pick<ApiParts, 'facts' | 'commands'>,
  keyed: KeyedRequest | null,
  before: Before | undefined,
): Pick<ApiParts, 'facts' | 'commands'> {
  if (keyed === null) return { facts, commands };
  const isSaid = before !== undefined && before.facts.length > 0;
  return {
    facts: {
      ...facts,
      say: (saying) =>
        isSaid ? Promise.resolve(before.facts.filter(isMatchFact)) : facts.say({ ...saying, ...keyed }),
      meant: (saying, moment) =>
        isSaid ? Promise.resolve([]) : facts.meant({ ...saying, ...keyed }, moment),
      async keep(meant) {
        const kept = await facts.keep(meant);
        return isSaid ? { ...kept, added: before.facts.filter(isMatchFact) } : kept;
      },
      reviewWeek: (review) => (isSaid ? Promise.resolve() : facts.reviewWeek({ ...review, ...keyed })),
      intend: (intent) => (isSaid ? Promise.resolve(true) : facts.intend({ ...intent, ...keyed })),
      setEpoch: (epoch) => (isSaid ? Promise.resolve() : facts.setEpoch({ ...epoch, ...keyed })),
    },
    commands: {
      ...commands,
      ask: (step, waitMs) => commands.ask(step, waitMs, keyed),
      decide: (request) =>
        isSaid ? Promise.resolve(decidedBefore(before.facts)) : commands.decide({ ...request, ...keyed }),
      changeAlgorithm: (change) => commands.changeAlgorithm({ ...change, ...keyed }),
      changeModel: (change) => commands.changeModel({ ...change, ...keyed }),
    },
  };
}

function decidedBefore(facts: readonly Fact[]): Awaited<ReturnType<ApiParts['commands']['decide']>> {
  for (const fact of facts)
    if (fact.fact === 'candidate_decided')
      return { decision: fact.row, version: fact.row.version, repeated: false };
  throw new Problem('idempotency-key-reused', 'Idempotency-Key: it came with another request before');
}
