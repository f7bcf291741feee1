import { adaptiveWindow } from './adaptive-window.js';
import { cusum, cusumLimit } from './cusum.js';
import { ksTest } from './kolmogorov-smirnov.js';
import { pageHinkley } from './page-hinkley.js';
import { stabilityIndex } from './stability-index.js';
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
  /** When what raised the first alarm was known; null without one, and of the market. */
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
    const [first] = found.alarms;
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

/** So many scenarios that came last are set against so many before them at the most, and at the least. */
const LATELY = 40;
const [MOST_BEFORE, LEAST_BEFORE] = [500, 100];
/** A feature of a market that did not change raises one false alarm in so many looks, however many there are. */
const LEVEL = 0.01;

/**
 * Whether what scenarios look like has changed: of each test the feature that differs most. Rows stand in the order in
 * which they came; a feature's missing values have no say. Nothing of too few.
 */
export function marketDrift(
  rows: readonly { values: Float64Array; missing: ReadonlySet<string> }[],
  features: readonly string[],
): DriftReading[] {
  const before = rows.slice(0, -LATELY).slice(-MOST_BEFORE);
  const lately = rows.slice(-LATELY);
  const samples = features.flatMap((feature, i) => {
    const known = (own: typeof rows) =>
      own.filter(({ missing }) => !missing.has(feature)).map(({ values }) => values[i] as number);
    const [reference, sample] = [known(before), known(lately)];
    const isEnough = reference.length >= LEAST_BEFORE && sample.length >= LATELY / 2;
    return isEnough ? [{ feature, reference, sample }] : [];
  });
  if (samples.length === 0) return [];
  const limit = LEVEL / samples.length;
  const tests = samples.map(({ feature, reference, sample }) => ({
    feature,
    ...ksTest(reference, sample),
    psi: stabilityIndex(reference, sample),
  }));
  const ks = tests.reduce((least, one) => (one.p < least.p ? one : least));
  const beyond = ({ psi: { index, limit } }: (typeof tests)[number]) => (limit > 0 ? index / limit : 0);
  const psi = tests.reduce((most, one) => (beyond(one) > beyond(most) ? one : most));
  const of = { stream: 'market', since: null } as const;
  return [
    { ...of, detector: 'ks', feature: ks.feature, statistic: ks.p, limit, alarm: ks.p < limit },
    {
      ...{ ...of, detector: 'psi', feature: psi.feature, statistic: psi.psi.index, limit: psi.psi.limit },
      alarm: psi.psi.index > psi.psi.limit,
    },
  ];
}
