import { firstBars, barsBefore, type FeatureBars } from '../../domain/learning/features/feature-bars.js';
import {
  featureValues,
  type AskedDecision,
  type World,
} from '../../domain/learning/features/feature-values.js';
import type { FeatureSpecification } from '../../domain/learning/features/feature-specification.js';
import { askedAt, firstUnknownDay, knownAt } from '../../domain/learning/features/known-times.js';
import { labelledPast, type Labelled } from '../../domain/learning/features/labelled-past.js';
import { changedByCut, truncationSample } from '../../domain/learning/features/truncation.js';
import { normal, type Random } from '../../domain/number/random.js';
import { sessionsBetween } from '../../domain/time/calendar.js';
import { row, shareOf } from './measurement.js';

const LIVES = 200;
const SESSIONS = sessionsBetween('2024-01-02', '2025-03-14');
const DAY_MS = 86_400_000;

const SPECIFICATION: FeatureSpecification = {
  ...{ feature_spec: 1, name: 'planted', actions: ['skip', 'follow'] },
  features: [
    { name: 'return_5', source: 'bars', of: 'return', window: 5 },
    { name: 'win_rate', source: 'history', of: 'win_rate', window: 20, by: 'all' },
    { name: 'skill', source: 'context', of: 'skill' },
  ],
  reward: { view: 'cash', normalise: 'none', clip: 3, neutral_band: 0 },
};
const NAMES = SPECIFICATION.features.map(({ name }) => name);

type Features = typeof featureValues;

/** By the name of a feature, how it would know too much: nothing for one that is honest. */
const PLANTED: Readonly<Record<string, Features>> = {
  return_5: (specification, decision, world) =>
    featureValues(
      specification,
      { ...decision, sent_at: `${decision.sent_at.slice(0, 10)}T23:00:00Z` },
      world,
    ),
  win_rate: (specification, decision, world) =>
    featureValues(specification, decision, {
      ...world,
      past: { lastBefore: (place, moment, of) => world.past.lastBefore(place, moment + 2 * DAY_MS, of) },
    }),
};

/** A feature that knows what comes, and which of the features the cut names. */
export function cutOffRow(name: string, planted: string | null, goal: string) {
  return row({
    ...{ name, lives: LIVES },
    play: (random, seed) => namedIn(random, { seed, planted }),
    cells: (played: readonly (readonly string[])[]) => ({
      feature: name,
      'held back': shareOf(
        played.map((named) => (planted === null ? named.length > 0 : named.includes(planted))),
      ),
      goal,
      'others held back': shareOf(played.map((named) => named.some((other) => other !== planted))),
    }),
  });
}

function namedIn(random: Random, { seed, planted }: { seed: number; planted: string | null }): string[] {
  const { decisions, bars, labels } = accountOf(random);
  const leaky = PLANTED[planted ?? ''] ?? featureValues;
  const features: Features = (specification, decision, world) => {
    const honest = featureValues(specification, decision, world);
    const other = leaky(specification, decision, world);
    const place = NAMES.indexOf(planted ?? '');
    return {
      ...honest,
      values: honest.values.map((value, i) => (i === place ? (other.values[i] as number) : value)),
    };
  };
  const world = (own: FeatureBars, known: readonly Labelled[]): World => ({
    ...{ bars: new Map([['ABC', own]]), events: new Map(), past: labelledPast(known) },
  });
  const whole = world(bars, labels);
  const seen = truncationSample(decisions, seed.toString(16).padStart(64, '0')).map((decision) => {
    const moment = askedAt(decision.sent_at);
    const known = labels.filter(({ labelled_at }) => knownAt(labelled_at) < moment);
    const cut = world(firstBars(bars, barsBefore(bars, firstUnknownDay(decision.sent_at))), known);
    return {
      whole: features(SPECIFICATION, decision, whole),
      cut: features(SPECIFICATION, decision, cut),
    };
  });
  return changedByCut(NAMES, seen);
}

/** A decision a session, whose label is known at the next one's end; the bot's own feature has an AUC of .69. */
function accountOf(random: Random): { decisions: AskedDecision[]; bars: FeatureBars; labels: Labelled[] } {
  let price = 100;
  const closes = Float64Array.from(SESSIONS, () => (price *= 1 + 0.01 * normal(random)));
  const bars: FeatureBars = {
    ...{ dates: SESSIONS, traded: closes, open: closes, high: closes, low: closes, close: closes },
    volume: closes,
  };
  const decisions: AskedDecision[] = [];
  const labels: Labelled[] = [];
  for (const [i, day] of SESSIONS.slice(20, -1).entries()) {
    const label = random() < 0.55 ? 1 : 0;
    decisions.push({
      ...{ sent_at: `${day}T15:00:00Z`, account: 'main', underlying: 'ABC', action: 'buy', right: null },
      ...{ strike: null, expiration: null, quantity: 1, premium: null, bid: null, ask: null },
      ...{ underlying_price: 100, context: { skill: 0.7 * label + normal(random) } },
    });
    labels.push({
      ...{ scenario_id: String(i).padStart(4, '0'), account: 'main', underlying: 'ABC', diverged: false },
      ...{ labelled_at: `${SESSIONS[i + 21] as string}T20:00:00Z`, label, reward: label - 0.5 },
    });
  }
  return { decisions, bars, labels };
}
