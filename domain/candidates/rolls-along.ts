import { canonicalJson, type Json, type JsonObject } from '../algorithm/canonical-json.js';
import type { Change } from '../algorithm/parameter-patch.js';
import { keysOf, valueAt } from '../algorithm/parameter-path.js';
import type { CandidateKey } from './candidate-row.js';
import { effectiveAt } from './strengths.js';

/**
 * Whether changes shift the expirations of opens, and of rolls with them: since those have no range of their own, or by
 * shifting theirs as well. `parameters` are those before; undefined where they are not known.
 */
export function doRollsComeAlong(
  { kind, action }: Pick<CandidateKey, 'kind' | 'action'>,
  changes: readonly Change[],
  parameters: JsonObject | undefined,
): boolean {
  if (kind !== 'expiration_shift' || action !== 'open') return false;
  const ofRolls = changes.filter(({ path }) => path.endsWith('roll.dte'));
  // Where rolls are to stay, the range that they had is written down.
  if (ofRolls.some(({ path, from, to }) => !isSame(from ?? before(path, parameters) ?? to, to))) return true;
  return changes.some(({ path }) => {
    if (!path.endsWith('dte.min')) return false;
    const own = path.replace(/dte\.min$/, 'roll.dte');
    if (ofRolls.some((change) => change.path === own)) return false;
    return [own, 'roll.dte'].every((at) => valueAt(parameters ?? {}, keysOf(at)) === undefined);
  });
}

function before(path: string, parameters: JsonObject | undefined): Json {
  return parameters === undefined ? null : effectiveAt(path, parameters);
}

function isSame(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
