import type { RunningSystem } from '../workers/asking/client.js';

/**
 * Gives the system that runs on a home to the work. Throws NotRunning when there is none; `orLocal`: of a command that
 * does without.
 */
export async function withSystem<T>(
  home: string,
  work: (system: RunningSystem) => Promise<T>,
  options: { orLocal?: boolean } = {},
): Promise<T> {
  const { connectRunning } = await import('../workers/asking/client.js');
  const system = await connectRunning(home, options);
  try {
    return await work(system);
  } finally {
    await system.close();
  }
}
