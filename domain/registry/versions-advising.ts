import type { AlgorithmParameters } from '../algorithm/algorithm-parameters.js';
import { checkParameters } from '../algorithm/check-parameters.js';
import { InvalidInput, NotFound } from '../errors.js';
import { unknown } from './change-of-version.js';
import { versionNamed, versionOn, type Registry } from './registry.js';
import type { VersionRow } from './registry-rows.js';
import type { IsoDate } from '../time/dates.js';

/** What advises on a session: the version in force, and where some are held out that which it was made from. */
export interface Advising {
  now: AlgorithmParameters;
  before: AlgorithmParameters | null;
}

/**
 * Gives what advises on each session: the version in force on it, or always the one that is named. Throws NotFound for
 * a version that there is not, InvalidInput where one is not of the reference algorithm, which alone is ours to run.
 */
export function versionsAdvising(registry: Registry, named: string | null): (session: IsoDate) => Advising {
  const known = new Map<string, AlgorithmParameters>();
  const parametersOf = (row: VersionRow, session: IsoDate) => {
    const parameters = known.get(row.version) ?? read(row, session);
    known.set(row.version, parameters);
    return parameters;
  };
  const only = named === null ? undefined : versionNamed(registry, named);
  if (named !== null && only === undefined) throw new NotFound(unknown(registry, named).message);
  return (session) => {
    const row = only ?? versionOn(registry, session);
    const parent = row.parent === null ? undefined : versionNamed(registry, row.parent);
    return { now: parametersOf(row, session), before: parent ? parametersOf(parent, session) : null };
  };
}

function read({ version, parameters }: VersionRow, session: IsoDate): AlgorithmParameters {
  const checked = checkParameters(JSON.parse(parameters));
  if (checked.ok) return checked.value;
  throw new InvalidInput(
    `${version}, in force on ${session}, is none of the reference algorithm's versions: name one with --algorithm`,
  );
}
