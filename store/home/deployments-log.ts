import { deploymentLine, type DeploymentLine } from '../../domain/learning/models/deployment-line.js';
import { openLog, readLog } from './append-log.js';
import type { Home } from './home.js';

/** What the registry does not hold of deployments, in the order of time. Throws StoreCorrupt for what does not read. */
export async function readDeployments({
  deployments,
}: Pick<Home, 'deployments'>): Promise<readonly DeploymentLine[]> {
  const log = await readLog(deployments, deploymentLine).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { entries: [] };
    throw error;
  });
  return log.entries;
}

/** Writes down what happened to a deployment: there for good once this returns. */
export async function keepDeployment(
  { deployments }: Pick<Home, 'deployments'>,
  ...lines: readonly DeploymentLine[]
): Promise<void> {
  const log = await openLog(deployments, deploymentLine);
  try {
    await log.appendAll(lines);
  } finally {
    await log.close();
  }
}
