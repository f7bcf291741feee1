import type { Reads } from '../activities/named-reads.js';
import { printNote } from './context.js';

/**
 * Says on stderr where what the steps make is older than what is imported, or stops before the last trade (of these
 * accounts where any is named), and which command to run: what is shown beside it is that.
 */
export async function noteBehind(
  reads: Pick<Reads, 'behind'>,
  accounts: readonly string[] = [],
): Promise<void> {
  const { sentence } = await reads.behind({ accounts: [...accounts] });
  if (sentence !== null) printNote(`note: ${sentence}`);
}
