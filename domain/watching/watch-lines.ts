import type { ChangeRow } from '../registry/registry-rows.js';
import type { TakenBack } from '../registry/taken-back.js';
import { longDay } from '../time/day-text.js';
import type { Validation } from './validation.js';

/** What a person reads of a change that its condition took back, and of those that go with it. */
export function takenBackText(
  { from_version, to_version, effective_from, why }: ChangeRow,
  { cause, withIt }: TakenBack,
): string {
  const since = effective_from === null ? '' : ` from ${longDay(effective_from)} on`;
  const others = withIt.length === 0 ? '' : ` ${withIt.join(', ')}, made from it, ${goWith(withIt)} with it.`;
  return `${cause ?? from_version} is taken back: ${why}.${others} ${to_version} is in force again${since}.`;
}

function goWith({ length }: readonly string[]): string {
  return length === 1 ? 'goes' : 'go';
}

/** What a person reads of a change that was watched, and what to type. */
export function validationText(
  { from_version, to_version }: ChangeRow,
  { weeks, design, divergence_before: before, divergence_after: after, low, high, proposal }: Validation,
): string {
  const by = design === 'holdout' ? 'beside what was held out' : 'part of which is regression to the mean';
  const seen =
    before === null || after === null || low === null || high === null
      ? 'too little is known'
      : `of what it changed ${percent(before)} diverged before and ${percent(after)} since (${points(low)} to ${points(high)} points, ${by})`;
  return `${to_version} after ${weeks} weeks: ${seen}. ${PROPOSALS[proposal]({ from_version, to_version })}`;
}

type Versions = Pick<ChangeRow, 'from_version' | 'to_version'>;

const PROPOSALS: Record<Validation['proposal'], (versions: Versions) => string> = {
  keep: ({ to_version }) => `Keep it with "npx tradeloop algorithm keep ${to_version}".`,
  roll_back: ({ from_version }) => `Take it back with "npx tradeloop algorithm rollback ${from_version}".`,
  insufficient: () => 'It needs more time.',
};

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function points(difference: number): string {
  const rounded = Math.round(100 * difference);
  return `${rounded > 0 ? '+' : ''}${rounded}`;
}
