import { compare } from '../../compare.js';
import { groupBy } from '../../group-by.js';
import { newYorkDay } from '../../time/calendar.js';
import { daysBetween } from '../../time/dates.js';
import type { FeatureOf } from './feature-specification.js';
import { countBefore, knownAt } from './known-times.js';

/** What of a labelled scenario counts for later ones. */
export interface Labelled {
  scenario_id: string;
  account: string | null;
  underlying: string;
  /** When its label was known: an instant or a bare date. */
  labelled_at: string;
  label: 0 | 1 | null;
  reward: number;
  /** Whether the human did otherwise than advised. */
  diverged: boolean;
}

type By = FeatureOf<'history'>['by'];
type Place = Pick<Labelled, 'account' | 'underlying'>;

/** Labelled scenarios in the order in which they became known, by what they are looked up by. */
export interface LabelledPast {
  /** Those of the same group that were known before a moment, in milliseconds since 1970: the last `window` of them. */
  lastBefore(place: Place, moment: number, of: { by: By; window: number }): readonly Labelled[];
}

export function labelledPast(scenarios: readonly Labelled[]): LabelledPast {
  const timed = scenarios.map((scenario) => ({ scenario, at: knownAt(scenario.labelled_at) }));
  timed.sort((a, b) => a.at - b.at || compare(a.scenario.scenario_id, b.scenario.scenario_id));
  const groups = new Map(
    (['underlying', 'account', 'all'] as const).map((by) => [
      by,
      groupBy(timed, ({ scenario }) => keyOf(scenario, by)),
    ]),
  );
  return {
    lastBefore(place, moment, { by, window }) {
      const group = groups.get(by)?.get(keyOf(place, by)) ?? [];
      const known = countBefore(group, moment);
      return group.slice(Math.max(0, known - window), known).map(({ scenario }) => scenario);
    },
  };
}

function keyOf({ account, underlying }: Place, by: By): string {
  return by === 'all' ? '' : by === 'account' ? (account ?? '') : underlying;
}

/** What the past of a decision that was asked for at `sentAt` says; null where there is none. */
export function historyValue(
  past: readonly Labelled[],
  of: FeatureOf<'history'>['of'],
  sentAt: string,
): number | null {
  if (of === 'decisions') return past.length;
  const last = past.at(-1);
  if (last === undefined) return null;
  switch (of) {
    case 'win_rate': {
      const labels = past.flatMap(({ label }) => label ?? []);
      return labels.length === 0 ? null : meanOf(labels);
    }
    case 'mean_reward':
      return meanOf(past.map(({ reward }) => reward));
    case 'divergence_rate':
      return meanOf(past.map(({ diverged }) => (diverged ? 1 : 0)));
    case 'days_since_last':
      return daysBetween(newYorkDay(last.labelled_at), newYorkDay(sentAt));
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
