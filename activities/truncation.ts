import { barsBefore, firstBars } from '../domain/learning/features/feature-bars.js';
import { featureValues, type FeatureValues } from '../domain/learning/features/feature-values.js';
import type { FeatureSpecification } from '../domain/learning/features/feature-specification.js';
import { askedAt, firstUnknownDay } from '../domain/learning/features/known-times.js';
import { changedByCut, truncationSample } from '../domain/learning/features/truncation.js';
import { decisionsBefore } from '../domain/learning/scenarios/decisions-before.js';
import type { JudgedDecision } from '../domain/learning/scenarios/judged-decision.js';
import { labelledDecisions, pastOf } from '../domain/learning/scenarios/scenarios.js';
import { addDays, type DateRange } from '../domain/time/dates.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { readOffScale } from '../store/inputs/share-evidence.js';
import { readBarsFor, readWorld, type ReadWorld } from './scenarios.js';

/**
 * The features that differ, of random decisions of a window, where all that came after each is cut off: bars are read
 * anew up to it, and nothing counts that was labelled later. What is known beforehand, as days of earnings, stays, and
 * so does whether bars are on the share count of their day. `features` is the function that training and serving use.
 */
export async function featuresChangedByCut(
  warehouse: Reader,
  specification: FeatureSpecification,
  { range, windowHash }: { range: DateRange; windowHash: string },
  features: typeof featureValues = featureValues,
): Promise<string[]> {
  const world = await readWorld(warehouse, specification, { within: range });
  const whole = { ...world, past: pastBy(world, specification) };
  const beforeAny = world.decisions.map(({ trading_date }) => trading_date).sort()[0] ?? range.from;
  const offScale = await readOffScale(warehouse, { through: null });
  const seen: { whole: FeatureValues; cut: FeatureValues }[] = [];
  for (const decision of truncationSample(world.decisions, windowHash)) {
    const { underlying, sent_at } = decision;
    const last = addDays(firstUnknownDay(sent_at), -1);
    const asked = { symbols: [underlying], first: beforeAny, last, offScale };
    const own = await readBarsFor(warehouse, specification, asked);
    const cut = cutBefore(world, decision, own);
    seen.push({
      whole: features(specification, decision, whole),
      cut: features(specification, decision, { ...cut, past: pastBy(cut, specification) }),
    });
  }
  const names = specification.features.map(({ name }) => name);
  return changedByCut(names, seen);
}

function pastBy({ decisions, bars }: ReadWorld, { reward: rule }: FeatureSpecification) {
  return pastOf(labelledDecisions(decisions, { rule, bars }));
}

/** The world as it was when a decision was asked for; `own` are the bars of its underlying that were there. */
function cutBefore(
  world: ReadWorld,
  { underlying, sent_at }: JudgedDecision,
  own: ReadWorld['bars'],
): ReadWorld {
  const day = firstUnknownDay(sent_at);
  const others = [...world.bars].filter(([symbol]) => symbol !== underlying);
  return {
    ...world,
    decisions: decisionsBefore(world.decisions, askedAt(sent_at)),
    bars: new Map([
      ...others.map(([symbol, bars]) => [symbol, firstBars(bars, barsBefore(bars, day))] as const),
      ...own,
    ]),
  };
}
