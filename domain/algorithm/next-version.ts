import { checkAdjustments } from './adjustments.js';
import type { JsonObject } from './canonical-json.js';
import { checkParameters, type Problem } from './check-parameters.js';
import { applyChanges, type Patch, type Stale } from './parameter-patch.js';

/** A version of an algorithm: `reference` is ours, whose parameters carry its name. */
export interface Version {
  algorithm: 'reference' | 'other';
  version: string;
  /** Without fields at their defaults. */
  parameters: JsonObject;
}

export type NextVersion =
  | { kind: 'made'; version: Version }
  | { kind: 'stale'; changes: Stale[] }
  | { kind: 'refused'; problems: Problem[] };

/** The version that a patch makes of another, under the next name that is not taken. */
export function nextVersion(base: Version, { changes }: Patch, taken: readonly string[]): NextVersion {
  const applied = applyChanges(base.parameters, changes);
  if (applied.kind === 'stale') return applied;
  const version = nextVersionName(base.version, taken);
  const isOurs = base.algorithm === 'reference';
  const parameters = isOurs ? { ...applied.parameters, version } : applied.parameters;
  const checked = isOurs ? checkParameters(parameters) : checkAdjustments(parameters);
  if (!checked.ok) return { kind: 'refused', problems: checked.problems };
  return { kind: 'made', version: { ...base, version, parameters } };
}

/** With the last number in it one higher, until it is not taken; `-2` after a name without one. */
export function nextVersionName(version: string, taken: readonly string[]): string {
  let name = version;
  do name = oneHigher(name);
  while (taken.includes(name));
  return name;
}

function oneHigher(version: string): string {
  const last = /\d+(?=\D*$)/.exec(version);
  if (last === null) return `${version}-2`;
  const [digits] = last;
  const next = String(BigInt(digits) + 1n).padStart(digits.length, '0');
  return version.slice(0, last.index) + next + version.slice(last.index + digits.length);
}
