import { GoesOn } from '../domain/errors.js';

/**
 * Waits for a run of the system. Ctrl-C ends the waiting and not the run: throws GoesOn, which says so, how to watch
 * the run and how to cancel it. `where` is the home as an option, where it is not the default one.
 */
export async function goesOn<T>(
  { run, where }: { run: string; where: string },
  wait: () => Promise<T>,
): Promise<T> {
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () =>
      reject(
        new GoesOn(
          `${run} goes on. Watch it with "npx tradeloop status${where}", wait for it by the same command again, ` +
            `end it with "npx tradeloop cancel ${run}${where}"`,
        ),
      );
  });
  process.once('SIGINT', interrupt);
  try {
    return await Promise.race([wait(), interrupted]);
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
