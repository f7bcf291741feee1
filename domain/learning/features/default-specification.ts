import { compare } from '../../compare.js';
import {
  ADVICE_VALUES,
  CALENDAR_VALUES,
  type Feature,
  type FeatureOf,
  type FeatureSpecification,
} from './feature-specification.js';

const bars = (of: FeatureOf<'bars'>['of'], window: number): Feature => ({
  ...{ name: `${of}_${window}`, source: 'bars', of, window },
});
const history = (
  of: FeatureOf<'history'>['of'],
  by: FeatureOf<'history'>['by'],
  window: number,
): Feature => ({ name: `${of}_${by}_${window}`, source: 'history', of, window, by });

const FEATURES: readonly Feature[] = [
  ...ADVICE_VALUES.map((of): Feature => ({ name: of, source: 'advice', of })),
  ...[bars('return', 5), bars('return', 20), bars('realised_volatility', 20), bars('gap', 1)],
  ...[bars('range', 5), bars('volume_ratio', 20)],
  ...CALENDAR_VALUES.map((of): Feature => ({ name: of, source: 'calendar', of })),
  ...[history('win_rate', 'underlying', 20), history('win_rate', 'account', 20)],
  ...[history('mean_reward', 'underlying', 20), history('mean_reward', 'account', 20)],
  ...[history('decisions', 'underlying', 20), history('days_since_last', 'underlying', 1)],
  history('divergence_rate', 'account', 20),
];

/**
 * The specification where a person has set none: advice, bars, calendar and history, and every number of `context` that
 * at least half of the labelled scenarios have, by name. `contexts` are those of the labelled scenarios.
 */
export function defaultSpecification(
  contexts: readonly Readonly<Record<string, unknown>>[],
): FeatureSpecification {
  const counts = new Map<string, number>();
  for (const context of contexts)
    for (const [name, value] of Object.entries(context))
      if (typeof value === 'number') counts.set(name, (counts.get(name) ?? 0) + 1);
  const common = [...counts].filter(([, n]) => 2 * n >= contexts.length).map(([name]) => name);
  const named = new Map<string, Feature>();
  for (const of of common.sort(compare)) {
    const name = `context_${of.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}`;
    if (!named.has(name)) named.set(name, { name, source: 'context', of });
  }
  return {
    feature_spec: 1,
    name: 'default',
    actions: ['skip', 'follow'],
    features: [...FEATURES, ...named.values()],
    reward: { view: 'economic', normalise: 'volatility', clip: 3, neutral_band: 0 },
  };
}
