import type { Version } from '../algorithm/next-version.js';
import { versionOf, versionOn, type Registry } from '../registry/registry.js';
import type { IsoDate } from '../time/dates.js';

/** The versions of the registry, and those that only the advice log names: nothing is known of their parameters. */
export function versionsKnown(registry: Registry, logged: readonly string[]): Map<string, Version> {
  const named = logged.map((version): [string, Version] => [
    version,
    { algorithm: 'other', version, parameters: {} },
  ]);
  return new Map([...named, ...registry.versions.map((row) => [row.version, versionOf(row)] as const)]);
}

/**
 * The version that a change would be made of on a session: that in force. As long as nobody put any in force, it is
 * that of the latest advice where the registry lacks it: of another algorithm, which the first change adopts. `logged`
 * are the versions that advice names, that of the latest first.
 */
export function baseOn(
  registry: Registry,
  { session, logged }: { session: IsoDate | null; logged: readonly string[] },
): string {
  const [latest] = logged;
  const isOnlyLogged = latest !== undefined && !registry.versions.some(({ version }) => version === latest);
  if (registry.changes.length === 1 && isOnlyLogged) return latest;
  return versionOn(registry, session).version;
}
