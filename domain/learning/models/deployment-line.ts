import { z } from 'zod';

/** How a deployment ended. */
export const ENDS = ['done', 'rolled_back', 'replaced', 'rejected', 'superseded', 'aborted'] as const;
export type DeploymentEnd = (typeof ENDS)[number];

const said = {
  model_id: z.string(),
  /** The clock's. */
  at: z.string(),
  /** The last moment known to the store then. */
  as_of: z.string().nullable(),
};

/**
 * What the registry does not hold of a deployment: a line of `deployments.jsonl`. Names (shadow, champion) are the
 * registry's.
 */
export const deploymentLine = z.discriminatedUnion('what', [
  /** `seq`: the registry's last change before. */
  z.strictObject({ what: z.literal('begun'), ...said, seq: z.int().min(0) }),
  /** By a person, where the policy asks for one. */
  z.strictObject({ what: z.literal('approved'), ...said, reason: z.string().nullable() }),
  z.strictObject({
    what: z.literal('canary'),
    ...said,
    share: z.number().gt(0).lt(1),
    salt: z.string(),
  }),
  z.strictObject({
    what: z.literal('ended'),
    ...said,
    end: z.enum(ENDS),
    reason: z.string().nullable(),
  }),
]);

export type DeploymentLine = z.infer<typeof deploymentLine>;
export type LineOf<W extends DeploymentLine['what']> = Extract<DeploymentLine, { what: W }>;

/** The facts of one deployment since it was begun last. */
export interface DeploymentFacts {
  begun: LineOf<'begun'>;
  approved: LineOf<'approved'> | null;
  canary: LineOf<'canary'> | null;
  ended: LineOf<'ended'> | null;
}

/** The deployments by their models, in the order in which they were begun. */
export function deploymentsIn(lines: readonly DeploymentLine[]): Map<string, DeploymentFacts> {
  const found = new Map<string, DeploymentFacts>();
  for (const line of lines) {
    const before = found.get(line.model_id);
    if (line.what === 'begun') {
      found.delete(line.model_id);
      found.set(line.model_id, { begun: line, approved: null, canary: null, ended: null });
    } else if (before !== undefined) found.set(line.model_id, { ...before, [line.what]: line });
  }
  return found;
}

/** The models whose deployments have not ended, in the order in which they were begun. */
export function underWay(deployments: ReadonlyMap<string, DeploymentFacts>): string[] {
  return [...deployments].filter(([, { ended }]) => ended === null).map(([model_id]) => model_id);
}
