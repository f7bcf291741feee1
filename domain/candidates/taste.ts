import type { Change } from '../algorithm/parameter-patch.js';
import { COST_TOLERANCE } from '../evidence/cost-sequence.js';
import { isDirection } from '../preferences/hypothesis.js';
import type { Proposal } from './proposals.js';
import type { Replay } from './replay.js';

const LOST = 'too much may be lost for it to be urgent';

/**
 * What opens and rolls of one shift come to together, as one taste; null of what is proposed for one of them alone. The
 * two have the more decisions: few rolls come above the tolerance by chance on one Saturday or another. Where rolls
 * come along with opens, that is what the proposal itself came to.
 */
export function tasteOf(
  proposal: Proposal,
  {
    proposed,
    replayed,
    replay,
  }: { proposed: readonly Proposal[]; replayed: Replay; replay: (changes: readonly Change[]) => Replay },
): Replay | null {
  if (proposal.withRolls !== null) return replayed;
  const other = proposed.find((one) => isOfOneTaste(one, proposal));
  return other === undefined ? null : replay(together(proposal, other));
}

/**
 * Whether a taste may lose more than the tolerance for all that is known: where the middle between the mean and the
 * lower end of its cost does. The mean alone is above the tolerance too often in the first weeks.
 */
export function mayLose({ cost, cost_low }: Pick<Replay, 'cost' | 'cost_low'>): boolean {
  return cost === null || cost_low === null || (cost + cost_low) / 2 < -COST_TOLERANCE;
}

/** Of a mean: whether it is below the tolerance. */
export function isLoss(cost: number | null): boolean {
  return cost !== null && cost < -COST_TOLERANCE;
}

/** What keeps a taste from being urgent. `few`: what the replayed weeks of a candidate came to, where they are few. */
export function tasteText(taste: Replay, few: number | null): string[] {
  const { cost, cost_low, cost_high } = taste;
  if (!mayLose(taste))
    return few === null || !isLoss(few)
      ? []
      : [`Those weeks come to ${few.toFixed(2)} % of the price each time: ${LOST}.`];
  if (cost === null || cost_low === null || cost_high === null)
    return ['Of its opens and rolls together fewer than six weeks are known: too few for it to be urgent.'];
  const [mean, low, high] = [cost, cost_low, cost_high].map((one) => one.toFixed(2));
  return [
    `Opens and rolls of this shift together come to ${mean} % of the price each time (${low} to ${high}): ${LOST}.`,
  ];
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
