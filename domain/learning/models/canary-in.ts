import { knownAt } from '../features/known-times.js';
import type { Serving } from './registry.js';
import type { Canary } from '../serving/canary.js';
import { deploymentsIn, type DeploymentLine } from './deployment-line.js';

/** The canary that is under way: of the model that is the shadow, beside one that serves; null without. */
export function canaryIn(lines: readonly DeploymentLine[], { shadow, champion }: Serving): Canary | null {
  if (shadow === null || champion === null) return null;
  const { canary = null, ended = null } = deploymentsIn(lines).get(shadow.model_id) ?? {};
  if (canary === null || ended !== null) return null;
  const { model_id, share, salt } = canary;
  return { model_id, share, salt };
}

/** The model whose canary is under way, whether or not one serves beside it; null without. */
export function canaryHeld(
  lines: readonly DeploymentLine[],
  { shadow }: Pick<Serving, 'shadow'>,
): string | null {
  if (shadow === null) return null;
  const { canary = null, ended = null } = deploymentsIn(lines).get(shadow.model_id) ?? {};
  return canary === null || ended !== null ? null : canary.model_id;
}

/** A canary from one moment of the data to another, in milliseconds since 1970; the last has no end. */
export interface CanaryTenure extends Canary {
  from: number;
  to: number;
}

/** Which canaries served when, by the last moment that was known to the store at each change. */
export function canariesIn(lines: readonly DeploymentLine[]): CanaryTenure[] {
  return lines.flatMap((line, i): CanaryTenure[] => {
    if (line.what !== 'canary' || line.as_of === null) return [];
    const { model_id, share, salt, as_of } = line;
    const end = lines.slice(i).find((one) => one.what === 'ended' && one.model_id === model_id);
    const to = end?.as_of ? knownAt(end.as_of) : Infinity;
    return [{ model_id, share, salt, from: knownAt(as_of), to }];
  });
}
