import type { PrepareReplay } from '../activities/candidates.js';
import type { Replay } from '../domain/candidates/replay.js';

/** A replay that came to this, where a change gains anything. */
export function replayed(given: Partial<Replay> = {}): Replay {
  return {
    ...{ sessions: 60, advices_total: 200, advices_changed: 70, decisions: 100 },
    ...{ diverged_before: 40, diverged_after: 20, contradictions_met: 0, asked_anew: 0, wash_sales: 0 },
    ...{
      divergence_before: 0.4,
      divergence_after: 0.2,
      divergence_after_low: 0.13,
      divergence_after_high: 0.29,
    },
    ...{
      became_consent: 22,
      ceased_consent: 2,
      cost: 0.01,
      cost_low: -0.1,
      cost_high: 0.12,
      cost_status: 'affordable',
    },
    ...{ judged_weeks: 9, worst_week: { week: '2025-W05', usd: '-12.5' }, by_underlying: [] },
    ...given,
  };
}

/** Replays of whatever is asked that come to this. */
export function replayedAs(given: Partial<Replay>): PrepareReplay {
  return () => Promise.resolve({ replayer: () => () => replayed(given) });
}

export const NOTHING_GAINED: Partial<Replay> = { diverged_after: 40 };
