import { V3_3 } from '../algorithm/algorithm-parameters.js';
import { isObject, type Json, type JsonObject } from '../algorithm/canonical-json.js';
import { checkParameters } from '../algorithm/check-parameters.js';
import { parametersHash, parametersText } from '../algorithm/parameter-set.js';
import type { Version } from '../algorithm/next-version.js';
import { hashId } from '../hash.js';
import type { IsoDate } from '../time/dates.js';
import type { ChangeRow, VersionRow } from './registry-rows.js';

/** The versions there are, and what was in force from when on; both in the order in which they came. */
export interface Registry {
  versions: readonly VersionRow[];
  changes: readonly ChangeRow[];
}

/** The version that the program has from the beginning. */
export const BUILT_IN: VersionRow = {
  version: V3_3.version,
  parent: null,
  sha256: parametersHash(V3_3),
  parameters: parametersText(V3_3),
  patch: null,
  candidate_id: null,
  created_at: null,
  origin: 'built_in',
};

/** It was in force from ever. */
export const START: ChangeRow = {
  change_id: hashId('start', BUILT_IN.version),
  kind: 'start',
  from_version: null,
  to_version: BUILT_IN.version,
  effective_from: null,
  at: null,
  by: null,
  candidate_id: null,
  decision_id: null,
  why: null,
  watch_until: null,
  validation: null,
  outcome: null,
};

/**
 * What the journal's facts come to, in their order. A change that is there again stands in its place, with what came of
 * it; the watch of one that another took back has ended.
 */
export function registryOf({ versions, changes }: Registry): Registry {
  const byName = new Map([BUILT_IN, ...versions].map((row) => [row.version, row]));
  const byId = new Map([[START.change_id, START]]);
  for (const row of changes) {
    if (ENDING[row.kind] !== undefined && !byId.has(row.change_id))
      for (const before of byId.values())
        if (isTakenBack(before, row, byName))
          byId.set(before.change_id, { ...before, outcome: ENDING[row.kind] ?? null });
    byId.set(row.change_id, row);
  }
  return { versions: [...byName.values()], changes: [...byId.values()] };
}

/** What comes of a watched change by another of such a kind. */
const ENDING: Partial<Record<ChangeRow['kind'], ChangeRow['outcome']>> = {
  rollback: 'rolled_back',
  auto_revert: 'auto_reverted',
  adopt: 'rolled_back',
};

/** Whether a change is watched whose version no more has a part in what is in force. */
function isTakenBack(before: ChangeRow, by: ChangeRow, versions: ReadonlyMap<string, VersionRow>): boolean {
  return before.outcome === 'watching' && !lineOf(versions, by.to_version).includes(before.to_version);
}

/** The change by which something is in force on a session; without one the last of all. */
export function changeOn({ changes }: Registry, session: IsoDate | null): ChangeRow {
  const begun = standing(changes).filter(
    ({ effective_from }) => session === null || effective_from === null || effective_from <= session,
  );
  return begun.reduce((last, one) =>
    (one.effective_from ?? '') >= (last.effective_from ?? '') ? one : last,
  );
}

/** Without the changes that were planned for later and called off by going back before them. */
function standing(changes: readonly ChangeRow[]): ChangeRow[] {
  return changes.filter(
    ({ effective_from }, at) =>
      !changes
        .slice(at + 1)
        .some(
          (later) =>
            ENDING[later.kind] !== undefined && (later.effective_from ?? '') < (effective_from ?? ''),
        ),
  );
}

/** What is planned for after a session, and was not called off. */
export function plannedAfter({ changes }: Registry, session: IsoDate): ChangeRow | undefined {
  return standing(changes).find(({ effective_from }) => (effective_from ?? '') > session);
}

/** The version in force on a session; without one after all changes. */
export function versionOn(registry: Registry, session: IsoDate | null): VersionRow {
  const { to_version } = changeOn(registry, session);
  const row = versionNamed(registry, to_version);
  if (row === undefined) throw new Error(`the registry lacks ${to_version}, which is in force`);
  return row;
}

export function versionNamed({ versions }: Registry, name: string): VersionRow | undefined {
  return versions.find(({ version }) => version === name);
}

/** A version and all that it was made from, the last first: those whose patches it carries. */
export function lineage({ versions }: Registry, name: string): string[] {
  return lineOf(new Map(versions.map((row) => [row.version, row])), name);
}

/** The versions that carry the patch of a candidate, in the order in which they came. */
export function versionsCarrying(registry: Registry, candidateId: string): string[] {
  const isMade = new Set(
    registry.versions.flatMap(({ version, candidate_id }) => (candidate_id === candidateId ? [version] : [])),
  );
  return registry.versions.flatMap(({ version }) =>
    lineage(registry, version).some((one) => isMade.has(one)) ? [version] : [],
  );
}

function lineOf(versions: ReadonlyMap<string, VersionRow>, name: string): string[] {
  const line: string[] = [];
  for (let at: string | null = name; at !== null && !line.includes(at); at = versions.get(at)?.parent ?? null)
    line.push(at);
  return line;
}

/** A row as what patches are made of: one that carries its own name and all that ours needs is ours. */
export function versionOf({ version, parameters: text }: VersionRow): Version {
  const parameters = JSON.parse(text) as Json;
  if (!isObject(parameters)) throw new Error(`the parameters of ${version} are no object`);
  const isOurs = parameters['version'] === version && checkParameters(parameters).ok;
  return { algorithm: isOurs ? 'reference' : 'other', version, parameters };
}

/** What names a version by its content: the row's columns that its parameters come to. */
export function contentOf(parameters: JsonObject): Pick<VersionRow, 'parameters' | 'sha256'> {
  return { parameters: parametersText(parameters), sha256: parametersHash(parameters) };
}
