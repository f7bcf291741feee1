import type { Feature } from '../features/feature-specification.js';
import { adaptiveWindow } from './adaptive-window.js';
import { correlationTime } from './correlation-time.js';
import { cusum, cusumLimit } from './cusum.js';
import { ksTest } from './kolmogorov-smirnov.js';
import { pageHinkley } from './page-hinkley.js';
import { quantileOf, stabilityIndex, type StabilityIndex } from './stability-index.js';
import { surprise } from './surprise.js';

/** What may change: what the market is like, how right the model is, what the human does. Each has its own remedy. */
export type Stream = 'market' | 'model' | 'human';

/** What a detector says of a stream. CUSUM decides for models and humans; the others stand beside it. */
export interface DriftReading {
  stream: Stream;
  detector: 'cusum' | 'adwin' | 'page_hinkley' | 'ks' | 'psi';
  /** The feature that differs most; null where it is not about features. */
  feature: string | null;
  statistic: number;
  limit: number;
  alarm: boolean;
  /** When what raised the first of the alarms that stand was known; null without one, and of features. */
  since: string | null;
}

/** What was said of a scenario before it was known, and when it was. */
export interface SaidOutcome {
  p: number;
  outcome: 0 | 1;
  known: string;
}

/** A sound model raises a false alarm once in so many scenarios. */
const ARL = 2_000;
/** Fewer say nothing. */
const LEAST_SAID = 20;
/** An alarm stands for so many outcomes, unless there is another by then. */
const STANDS = 100;

/**
 * Whether who said these chances is as right as they say, in the order in which outcomes were known: CUSUM of the
 * surprise, and beside it ADWIN of the Brier score and Page–Hinkley of the surprise. Nothing of fewer than twenty.
 */
export function surpriseDrift(
  stream: 'model' | 'human',
  said: readonly SaidOutcome[],
  modelId: string,
): DriftReading[] {
  if (said.length < LEAST_SAID) return [];
  const surprises = said.map(({ p, outcome }) => surprise(p, outcome));
  const limit = cusumLimit(
    said.map(({ p }) => p),
    { arl: ARL, modelId },
  );
  const reading = (
    detector: DriftReading['detector'],
    found: { statistic: number; limit: number; alarms: readonly number[] },
  ): DriftReading => {
    const first = standingSince(found.alarms, said.length);
    const since = first === undefined ? null : (said[first]?.known ?? null);
    return {
      ...{ stream, detector, feature: null, statistic: found.statistic, limit: found.limit },
      ...{ alarm: first !== undefined, since },
    };
  };
  return [
    reading('cusum', { ...cusum(surprises, limit), limit }),
    reading('adwin', adaptiveWindow(said.map(({ p, outcome }) => (p - outcome) ** 2))),
    reading('page_hinkley', pageHinkley(surprises)),
  ];
}

/** The place of the first alarm of those that stand at the end: each came before the one before it had passed. */
function standingSince(alarms: readonly number[], length: number): number | undefined {
  let first: number | undefined;
  for (const at of [...alarms].reverse()) {
    if (at < (first ?? length) - STANDS) break;
    first = at;
  }
  return first;
}

/** So many scenarios that came last are set against so many before them at the most, and at the least. */
const LATELY = 40;
const [MOST_BEFORE, LEAST_BEFORE] = [500, 100];
/** In so many looks each test raises a false alarm, however many features there are. */
const LEVEL = 0.01;
/** What the calendar says changes from day to day, and what came of the decisions is the model's stream. */
const OF_THE_MARKET: ReadonlySet<Feature['source']> = new Set(['bars', 'advice', 'context']);

/** Values of features, in their order, and which are not known. */
interface Seen {
  values: Float64Array;
  missing: ReadonlySet<string>;
}

/**
 * Whether what scenarios look like has changed: of each test the feature that differs most. Rows stand in the order in
 * which they came. Nothing of too few.
 */
export function marketDrift(
  rows: readonly Seen[],
  features: readonly Pick<Feature, 'name' | 'source'>[],
): DriftReading[] {
  const chosen = features.flatMap(({ name, source }, place) =>
    OF_THE_MARKET.has(source) ? [{ name, place }] : [],
  );
  return sampleDrift('market', rows, chosen);
}

/** How advice was followed: hours until the first fill, and how much of what was advised. */
export interface Followed {
  delay: number | null;
  size: number | null;
}

/** Whether the human follows later or sooner, or more or less, than before; in the order of the advice. */
export function humanDrift(followed: readonly Followed[]): DriftReading[] {
  const rows = followed.map(({ delay, size }) => ({
    values: Float64Array.of(delay ?? 0, size ?? 0),
    missing: new Set([...(delay === null ? ['delay'] : []), ...(size === null ? ['size'] : [])]),
  }));
  return sampleDrift(
    'human',
    rows,
    ['delay', 'size'].map((name, place) => ({ name, place })),
  );
}

/**
 * The last forty set against those before, value by value: of each test the one that differs most. Missing values have
 * no say. What moves slowly says less by as many values: forty in two weeks may be one of its ups.
 */
function sampleDrift(
  stream: Stream,
  rows: readonly Seen[],
  features: readonly { name: string; place: number }[],
): DriftReading[] {
  const before = rows.slice(0, -LATELY).slice(-MOST_BEFORE);
  const lately = rows.slice(-LATELY);
  const tests = features.flatMap(({ name, place }) => {
    const known = (own: typeof rows) =>
      own.filter(({ missing }) => !missing.has(name)).map(({ values }) => values[place] as number);
    const [reference, sample] = [known(before), known(lately)];
    if (reference.length < LEAST_BEFORE || sample.length < LATELY / 2) return [];
    const time = correlationTime(reference);
    const psi = stabilityIndex(reference, sample, { time, seed: place });
    return [{ feature: name, ...ksTest(reference, sample, time), psi }];
  });
  const [first] = tests;
  if (first === undefined) return [];
  const ks = tests.reduce((least, one) => (one.p < least.p ? one : least), first);
  const psi = tests.reduce((most, one) => (beyond(one.psi) > beyond(most.psi) ? one : most), first);
  const of = { stream, since: null } as const;
  const limits = {
    ks: LEVEL / tests.length,
    psi: psi.psi.limit * mostBeyond(tests.map((one) => one.psi)),
  };
  return [
    {
      ...{ ...of, detector: 'ks', feature: ks.feature, statistic: ks.p, limit: limits.ks },
      alarm: ks.p < limits.ks,
    },
    {
      ...{ ...of, detector: 'psi', feature: psi.feature, statistic: psi.psi.index, limit: limits.psi },
      alarm: psi.psi.index > limits.psi,
    },
  ];
}

/** An index in its limits; 0 of a feature that is always the same. */
function beyond({ index, limit }: Omit<StabilityIndex, 'drawn'>): number {
  return limit > 0 ? index / limit : 0;
}

/** How many of its limits the farthest of so many features goes beyond in one look of a hundred; at least one. */
function mostBeyond(indices: readonly StabilityIndex[]): number {
  const runs = indices[0]?.drawn ?? new Float64Array();
  const most = runs.map((_, run) =>
    indices.reduce((far, { drawn, limit }) => Math.max(far, beyond({ index: drawn[run] ?? 0, limit })), 0),
  );
  return Math.max(1, quantileOf(most, 1 - LEVEL));
}
