import { checkAdjustments } from '../algorithm/adjustments.js';
import { checkParameters } from '../algorithm/check-parameters.js';
import type { Guarding } from '../algorithm/guardrails.js';
import type { IsoDate } from '../time/dates.js';
import { versionOf, versionOn, type Registry } from './registry.js';
import type { VersionRow } from './registry-rows.js';

/** Gives the parameters that guard on each session: those of the version in force on it, ours or not. */
export function guardingOn(registry: Registry): (session: IsoDate) => Guarding {
  const bySession = new Map<IsoDate, Guarding>();
  const byVersion = new Map<string, Guarding>();
  return (session) => {
    const known = bySession.get(session);
    if (known !== undefined) return known;
    const row = versionOn(registry, session);
    const guarding = byVersion.get(row.version) ?? guardingOf(row);
    byVersion.set(row.version, guarding);
    bySession.set(session, guarding);
    return guarding;
  };
}

/** Whether any version differs by regime. */
export function differsByRegime({ versions }: Registry): boolean {
  return versions.some((row) => guardingOf(row).byRegime.length > 0);
}

/** The parameters of a version that guard. */
export function guardingOf(row: VersionRow): Guarding {
  const { algorithm, parameters } = versionOf(row);
  const checked = algorithm === 'reference' ? checkParameters(parameters) : checkAdjustments(parameters);
  if (!checked.ok) throw new Error(`the parameters of ${row.version} are none`);
  return checked.value;
}
