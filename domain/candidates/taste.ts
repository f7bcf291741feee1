import type { Change } from '../algorithm/parameter-patch.js';
import { isDirection } from '../preferences/hypothesis.js';
import type { Proposal } from './proposals.js';
import type { Replay } from './replay.js';

/** A shift of opens and the same one of rolls are one taste. */
export interface Taste {
  /** What the shift is proposed for as well. */
  other: Proposal['action'];
  /** What both come to together, in % of price a decision; null where nothing is known. */
  cost: number | null;
}

/**
 * What a shift costs together with the same one of the other action, where that is proposed too. The two have twice as
 * many decisions, and the mean of all of them strays half as far as the mean of few rolls.
 */
export function tasteOf(
  proposal: Proposal,
  proposed: readonly Proposal[],
  replay: (changes: readonly Change[]) => Replay,
): Taste | null {
  const other = proposed.find((one) => isOfOneTaste(one, proposal));
  return other === undefined ? null : { other: other.action, cost: replay(together(proposal, other)).cost };
}

function isOfOneTaste(one: Proposal, { kind, action, scope_kind, effect }: Proposal): boolean {
  return (
    isDirection(kind) &&
    one.kind === kind &&
    one.action !== action &&
    // What regimes change is one list, which cannot be changed twice.
    scope_kind === 'overall' &&
    one.scope_kind === scope_kind &&
    Math.sign(one.effect ?? 0) === Math.sign(effect ?? 0)
  );
}

/** Both changes. Where later opens leave rolls as they were, the change of rolls is what counts. */
function together(one: Proposal, other: Proposal): Change[] {
  const [opens, rolls] = one.action === 'open' ? [one, other] : [other, one];
  return [...new Map([...opens.changes, ...rolls.changes].map((change) => [change.path, change])).values()];
}
