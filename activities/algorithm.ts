import { lastWith, type Carried } from '../domain/keyed-request.js';
import type { Json } from '../domain/algorithm/canonical-json.js';
import * as errors from '../domain/errors.js';
import { sessionFrom } from '../domain/registry/effective-from.js';
import {
  planAdoption,
  planKeeping,
  planRollback,
  type PlannedChange,
  type Said,
} from '../domain/registry/change-of-version.js';
import type { Planned, Refused } from '../domain/registry/refused.js';
import type { ChangeRow } from '../domain/registry/registry-rows.js';
import { versionNamed, type Registry } from '../domain/registry/registry.js';
import { registryIn } from '../store/derived/algorithm.js';
import { sessionAhead, writeCurrentAlgorithm } from '../store/derived/current-algorithm.js';
import { keepFacts } from '../store/derived/from-journal.js';
import { factsOf, type Fact } from '../store/home/journal.js';
import type { Store } from '../store/open-store.js';
import type { AlgorithmInput, AlgorithmReport } from './algorithm-reports.js';
import type { Steps } from './steps.js';

/** Another version in force: an earlier one again, one from a file, or the one that is watched for good. */
export function algorithmSteps(
  store: Pick<Store, 'home' | 'journal' | 'warehouse'>,
): Pick<Steps, 'changeAlgorithm'> {
  return {
    async changeAlgorithm(input) {
      const { request, idempotency_key } = input;
      const carried = { request, ...(idempotency_key !== undefined && { idempotency_key }) };
      const done = madeBefore(factsOf(store.journal, 'algorithm_change'), input);
      const registry = registryIn(store.journal);
      if (done !== undefined) return reportOf(registry, done.row);
      const ahead = await sessionAhead(store.warehouse);
      const { at, by } = input;
      const effectiveFrom = sessionFrom({ ahead, at, named: input.effective });
      if (typeof effectiveFrom !== 'string') throw refusalError(effectiveFrom);
      const said = { at, by, effectiveFrom };
      const { version, isNew, change } = accepted(planOf(registry, said, input));
      await keepFacts(store, [
        ...(isNew ? [{ fact: 'algorithm_version', at, by, row: version } as const] : []),
        { fact: 'algorithm_change', at, by, row: change, ...carried } satisfies Fact,
      ]);
      await writeCurrentAlgorithm(store);
      return reportOf(registryIn(store.journal), change);
    },
  };
}

/** The change that came of this very request: one with a key within a day, one without has a name of its own. */
function madeBefore<T extends Carried>(
  changes: readonly T[],
  { at, request, idempotency_key }: AlgorithmInput,
): T | undefined {
  if (idempotency_key === undefined)
    return changes.find((fact) => fact.request === request && fact.idempotency_key === undefined);
  const last = lastWith(changes, { request, idempotency_key }, Date.parse(at));
  return last?.request === request ? last : undefined;
}

function reportOf(registry: Registry, change: ChangeRow): AlgorithmReport {
  const version = versionNamed(registry, change.to_version);
  return { change, version: change.to_version, sha256: version?.sha256 ?? '' };
}

function planOf(registry: Registry, said: Said, input: AlgorithmInput): Planned<PlannedChange> {
  switch (input.change) {
    case 'rollback':
      return planRollback(registry, said, { version: input.version, why: input.reason });
    case 'keep':
      return planKeeping(registry, said, { version: input.version, why: input.reason ?? null });
    case 'adopt':
      return planAdoption(registry, said, {
        version: input.version,
        parameters: parametersIn(input.text, input.file),
        file: input.file,
      });
  }
}

/** Throws InvalidInput, naming the file, for what is no JSON. */
function parametersIn(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new errors.InvalidInput(`${file} is no JSON: ${(error as Error).message}`);
  }
}

/** What was planned; throws what it is refused for. */
export function accepted<T>(planned: ({ kind: 'planned' } & T) | Refused): T {
  if (planned.kind === 'planned') return planned;
  throw refusalError(planned);
}

function refusalError({ name, message }: Refused): Error {
  return new errors[name](message);
}
