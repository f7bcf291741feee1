import { compare } from '../../compare.js';
import type { IsoDate } from '../../time/dates.js';
import type { Asked, OnlineLearner, Saying } from './online-learner.js';

/** A scenario of a stream, with what came of it where that is known. */
export interface StreamedScenario extends Asked {
  scenario_id: string;
  /** When the advice came, in milliseconds since 1970. */
  asked: number;
  outcome: {
    label: 0 | 1;
    reward: number;
    /** When the label was known, in milliseconds since 1970, and the New York day of that. */
    known: number;
    day: IsoDate;
  } | null;
}

type Labelled = StreamedScenario & { outcome: NonNullable<StreamedScenario['outcome']> };

/** What was said of a scenario when it came. */
export interface StreamSaying extends Saying {
  scenario_id: string;
  /** When the last label was known that the learner had learned by then. */
  trained_through: number;
}

/**
 * Goes through a stream as it happened, and leaves the learner as it stands at the end: each scenario is scored by what
 * was known strictly before it came, labels are learned in the order in which they became known, late as they are.
 * Gives what was said, in the order in which scenarios came; nothing of those before which too little was known.
 */
export function prequential(scenarios: readonly StreamedScenario[], learner: OnlineLearner): StreamSaying[] {
  const asked = [...scenarios].sort((a, b) => a.asked - b.asked || compare(a.scenario_id, b.scenario_id));
  const labels = scenarios
    .filter((one): one is Labelled => one.outcome !== null)
    .sort((a, b) => a.outcome.known - b.outcome.known || compare(a.scenario_id, b.scenario_id));
  const said = new Map<string, StreamSaying>();
  let learned = 0;
  const learnBefore = (moment: number) => {
    for (; learned < labels.length; learned++) {
      const { outcome, ...one } = labels[learned] as Labelled;
      if (outcome.known >= moment) break;
      learner.learn({ ...one, ...outcome }, said.get(one.scenario_id) ?? null);
    }
  };
  for (const one of asked) {
    learnBefore(one.asked);
    const saying = learner.say(one);
    const last = labels[learned - 1];
    if (saying !== null && last !== undefined)
      said.set(one.scenario_id, {
        ...saying,
        scenario_id: one.scenario_id,
        trained_through: last.outcome.known,
      });
  }
  learnBefore(Infinity);
  return [...said.values()];
}
