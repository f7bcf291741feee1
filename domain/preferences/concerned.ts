import { isActive } from './comparisons.js';
import type { Hypothesis } from './hypothesis.js';
import type { WeekDecision } from './week-decision.js';

/** Hypotheses, or what follows them, by what decides whether a decision concerns them. */
export interface Concerned<T> {
  add(hypothesis: Pick<Hypothesis, 'action' | 'scope_kind' | 'scope'>, one: T): void;
  /** Calls `visit` with each that a decision concerns. */
  each(decision: WeekDecision, visit: (one: T) => void): void;
}

/** What has to be looked at for a decision is a dozen of all: those of its action, underlying and regimes. */
export function concerned<T>(): Concerned<T> {
  const all = new Map<string, T[]>();
  const visitAll = (key: string, visit: (one: T) => void) => {
    for (const one of all.get(key) ?? []) visit(one);
  };
  return {
    add({ action, scope_kind, scope }, one) {
      const key = keyOf(action, scope_kind, scope);
      const others = all.get(key);
      if (others) others.push(one);
      else all.set(key, [one]);
    },
    each(decision, visit) {
      const actions = isActive(decision) ? [decision.action, 'any' as const] : [decision.action];
      for (const action of actions) {
        visitAll(keyOf(action, 'overall', ''), visit);
        visitAll(keyOf(action, 'underlying', decision.underlying), visit);
        for (const regime of decision.regimes) visitAll(keyOf(action, 'regime', regime), visit);
      }
    },
  };
}

function keyOf(
  action: Hypothesis['action'],
  scope_kind: Hypothesis['scope_kind'],
  scope: Hypothesis['scope'],
): string {
  return `${action} ${scope_kind} ${scope}`;
}
