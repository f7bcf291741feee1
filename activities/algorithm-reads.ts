import type { Json } from '../domain/algorithm/canonical-json.js';
import { differences, type Change } from '../domain/algorithm/parameter-patch.js';
import { NotFound } from '../domain/errors.js';
import { etagOf } from '../domain/registry/current-file.js';
import { watchText } from '../domain/registry/taken-back.js';
import { unknown } from '../domain/registry/change-of-version.js';
import { changeOn, versionNamed, versionOf, versionOn, type Registry } from '../domain/registry/registry.js';
import type { VersionRow } from '../domain/registry/registry-rows.js';
import type { IsoDate } from '../domain/time/dates.js';
import { registryIn } from '../store/derived/algorithm.js';
import { sessionAhead } from '../store/derived/current-algorithm.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';

interface Parts {
  home: Home;
  journal: Facts;
  warehouse: Reader;
}

/** The versions in the order in which they came. */
export interface ListedVersions {
  versions: (Pick<VersionRow, 'version' | 'parent' | 'sha256' | 'candidate_id' | 'created_at' | 'origin'> & {
    /** The first sessions with it; that it holds from ever, as the built-in one, is none. */
    in_force_from: IsoDate[];
    /** What came of its watch, in words; null where there was none. No part of the document. */
    ended: string | null;
  })[];
  /** On the session after the last day with any data. */
  in_force: string;
}

export interface VersionDetail {
  version: string;
  sha256: string;
  parameters: Json;
  patch: Json;
  /** The canonical bytes of the parameters; no part of the document. */
  text: string;
}

export interface CurrentVersion {
  version: string;
  sha256: string;
  /** Of the file that the bot reads, when it holds this version. */
  etag: string;
  /** Null of what is in force from ever. */
  effective_from: IsoDate | null;
  /** Of that file. */
  path: string;
  parameters: Json;
}

export async function listedVersions({ journal, warehouse }: Parts): Promise<ListedVersions> {
  const registry = registryIn(journal);
  const versions = registry.versions.map(({ parameters: _p, patch: _q, ...row }) => ({
    ...row,
    in_force_from: registry.changes.flatMap(({ to_version, effective_from }) =>
      to_version === row.version && effective_from !== null ? [effective_from] : [],
    ),
    ended: watchText(registry, row.version),
  }));
  return { versions, in_force: versionOn(registry, await sessionAhead(warehouse)).version };
}

/** Throws NotFound for a version that there is not. */
export function versionDetail({ journal }: Parts, name: string): VersionDetail {
  const { version, sha256, parameters: text, patch } = required(registryIn(journal), name);
  return {
    ...{ version, sha256, text },
    parameters: JSON.parse(text) as Json,
    patch: patch === null ? null : (JSON.parse(patch) as Json),
  };
}

/** What turns one version into another. Throws NotFound for one that there is not. */
export function versionDifferences(
  { journal }: Parts,
  { from, to }: { from: string; to: string },
): { from: string; to: string; changes: Change[] } {
  const registry = registryIn(journal);
  const [a, b] = [from, to].map((name) => versionOf(required(registry, name)).parameters);
  return { from, to, changes: differences(a ?? {}, b ?? {}) };
}

/** The version in force on a session; without one on the session after the last day with any data. */
export async function currentVersion(
  { home, journal, warehouse }: Parts,
  date: IsoDate | undefined,
): Promise<CurrentVersion> {
  const registry = registryIn(journal);
  const session = date ?? (await sessionAhead(warehouse));
  const row = versionOn(registry, session);
  return {
    ...{ version: row.version, sha256: row.sha256, etag: etagOf(row) },
    effective_from: changeOn(registry, session).effective_from,
    path: home.currentAlgorithm,
    parameters: JSON.parse(row.parameters) as Json,
  };
}

function required(registry: Registry, name: string): VersionRow {
  const row = versionNamed(registry, name);
  if (row === undefined) throw new NotFound(unknown(registry, name).message);
  return row;
}
