/** Changes of what is in force: rolled back, adopted from a file, kept after a watch. Each as the rows that it adds. */
import { canonicalJson, isObject, type Json } from '../algorithm/canonical-json.js';
import { checkAdjustments } from '../algorithm/adjustments.js';
import { checkParameters, problemText, type Problem } from '../algorithm/check-parameters.js';
import { withoutDefaults } from '../algorithm/parameter-set.js';
import { hashId } from '../hash.js';
import type { IsoDate } from '../time/dates.js';
import { changeOn, contentOf, versionNamed, versionOn, type Registry } from './registry.js';
import { refused, type Planned, type Refused } from './refused.js';
import type { ChangeRow, VersionRow } from './registry-rows.js';

/** Who said it, when (UTC), and from which session on it holds. */
export interface Said {
  at: string;
  by: string;
  effectiveFrom: IsoDate;
}

export interface PlannedChange {
  version: VersionRow;
  /** Whether the registry lacks that version. */
  isNew: boolean;
  change: ChangeRow;
}

/** What a change to a version is about beside when it holds. */
type About = Pick<ChangeRow, 'kind' | 'to_version'> & Partial<ChangeRow>;

/**
 * A change, from what is in force on the session that it holds from. Its id names it and, by the id of the one before,
 * all that came before it.
 */
export function changeTo(registry: Registry, { at, by, effectiveFrom }: Said, about: About): ChangeRow {
  const { to_version: from_version } = changeOn(registry, effectiveFrom);
  const { change_id: before = '' } = registry.changes.at(-1) ?? {};
  return {
    change_id: hashId('change', before, about.kind, from_version, about.to_version, effectiveFrom, at),
    from_version,
    effective_from: effectiveFrom,
    at,
    by,
    candidate_id: null,
    decision_id: null,
    why: null,
    watch_until: null,
    validation: null,
    outcome: null,
    ...about,
  };
}

/** An earlier version in force again; without a name that which was in force before the one now first came. */
export function planRollback(
  registry: Registry,
  said: Said,
  { version: named, why }: { version: string | null; why: string | null },
): Planned<PlannedChange> {
  const inForce = versionOn(registry, said.effectiveFrom);
  const to = named ?? cameAfter(registry, inForce.version);
  if (to === null) return refused('Conflict', `no version was in force before ${inForce.version}`);
  const version = versionNamed(registry, to);
  if (version === undefined) return unknown(registry, to);
  if (to === inForce.version) return refused('Conflict', inForceText(to, said));
  const change = changeTo(registry, said, { kind: 'rollback', to_version: to, why });
  return { kind: 'planned', version, isNew: false, change };
}

/** What was in force when a version first came in force. */
function cameAfter({ changes }: Registry, name: string): string | null {
  return changes.find(({ to_version }) => to_version === name)?.from_version ?? null;
}

/** The parameters of an algorithm that is not ours, or of ours under another name, as a version of the registry. */
export function planAdoption(
  registry: Registry,
  said: Said,
  { version: name, parameters, file }: { version: string; parameters: Json; file: string },
): Planned<PlannedChange> {
  const problems = problemsOf(parameters, name);
  if (problems.length > 0 || !isObject(parameters)) {
    const texts = problems.map((problem) => problemText(problem)).join('; ');
    return refused('InvalidInput', `${file}: ${texts || `no object: ${canonicalJson(parameters)}`}`);
  }
  const content = contentOf(withoutDefaults(parameters));
  const there = versionNamed(registry, name);
  if (there !== undefined && there.sha256 !== content.sha256)
    return refused('Conflict', `${name} is there with other parameters: give --as another name`);
  if (changeOn(registry, said.effectiveFrom).to_version === name)
    return refused('Conflict', inForceText(name, said));
  const version = there ?? adoptedRow({ version: name, ...content, created_at: said.at });
  const change = changeTo(registry, said, { kind: 'adopt', to_version: name });
  return { kind: 'planned', version, isNew: there === undefined, change };
}

export function adoptedRow(
  made: Pick<VersionRow, 'version' | 'parameters' | 'sha256' | 'created_at'>,
): VersionRow {
  return { ...made, parent: null, patch: null, candidate_id: null, origin: 'file' };
}

/** What no algorithm but ours has: another reads `shiftDays` in place of a range of days. */
const OURS_ALONE = ['dte', 'strikeDistance', 'volatility', 'strikeIncrements', 'rate'];

/** A set that carries the name and a parameter of ours is ours; any other may have whatever its algorithm has. */
function problemsOf(parameters: Json, name: string): Problem[] {
  const isOurs =
    isObject(parameters) &&
    parameters['version'] === name &&
    OURS_ALONE.some((field) => Object.hasOwn(parameters, field));
  const checked = isOurs ? checkParameters(parameters) : checkAdjustments(parameters);
  return checked.ok ? [] : checked.problems;
}

/**
 * The last watched change to a version, without a name to the one in force: it is kept, and its watch ends. `why` is
 * what a person says of that; without it what was said of the change before stays.
 */
export function planKeeping(
  registry: Registry,
  { effectiveFrom }: Pick<Said, 'effectiveFrom'>,
  { version: named, why }: { version: string | null; why: string | null },
): Planned<PlannedChange> {
  const name = named ?? changeOn(registry, effectiveFrom).to_version;
  const version = versionNamed(registry, name);
  if (version === undefined) return unknown(registry, name);
  const change = registry.changes.findLast(
    ({ to_version, outcome }) => to_version === name && outcome === 'watching',
  );
  if (change === undefined) return refused('Conflict', `${name} is not being watched: nothing to keep`);
  return {
    kind: 'planned',
    version,
    isNew: false,
    change: { ...change, why: why ?? change.why, outcome: 'kept' },
  };
}

function inForceText(version: string, { effectiveFrom }: Said): string {
  return `${version} is in force on ${effectiveFrom} already`;
}

/** Of a version that the registry lacks. */
export function unknown({ versions }: Registry, name: string): Refused {
  const names = versions.map(({ version }) => version).join(', ');
  return refused('NotFound', `no version ${JSON.stringify(name)}; there are ${names}`);
}
