import type { PolicyEvaluation } from './evaluate-policy.js';
import { loggedChoices } from './logged-choices.js';
import { replayedChoices, type BoundedChoices, type ReplayedChoices } from './replayed-choices.js';
import { boundsText, offPolicyText, replayText } from './value-text.js';
import type { LeftOut, ValuedScenarios } from './valued-scenarios.js';

/**
 * What the policy of a model would have made: by the chances that the bot logged; else replayed where outcomes are
 * determined, and bounded where some are not.
 */
export type ModelValue =
  | ({ method: 'off_policy'; text: string; left_out: LeftOut } & PolicyEvaluation)
  | ({ method: 'replay'; rows: number; text: string } & ReplayedChoices)
  | ({ method: 'bounds'; rows: number; text: string } & ReplayedChoices & BoundedChoices);

/** Without logged chances nothing is weighted. */
export function modelValue(scenarios: ValuedScenarios): ModelValue {
  const logged = loggedChoices(scenarios);
  if (logged !== null) return { method: 'off_policy', ...logged, text: offPolicyText(logged) };
  const { replay, bounds } = replayedChoices(scenarios);
  if (bounds === null)
    return { method: 'replay', rows: replay.determined, ...replay, text: replayText(replay) };
  const rows = replay.determined + bounds.undetermined;
  return { method: 'bounds', rows, ...replay, ...bounds, text: boundsText(replay, bounds) };
}
