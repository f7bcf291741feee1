import { logFactorial, logGammaHalf } from './log-gamma.js';
import { logRestarted, startsBy } from './restarts.js';

const LOG_PI = Math.log(Math.PI);

/** Changes of one week by their direction; what did not change is none. */
export interface Changes {
  up: number;
  down: number;
}

/**
 * ln E(k, n) that changes are not as likely up as down, of n changes k of which went up: 2^n Γ(k + ½) Γ(n − k + ½) ÷
 * (Γ(½)² Γ(n + 1)), the Jeffreys mixture. Krichevsky, Trofimov, "The performance of universal encoding", IEEE Trans.
 * Inf. Theory 27 (1981).
 */
export function logSignEvidence(up: number, changes: number): number {
  return changes * Math.LN2 + logMixture(up, changes);
}

/**
 * ln of the chance that the Jeffreys mixture gives to n outcomes in their order, k of one kind: Γ(k + ½) Γ(n − k + ½) ÷
 * (Γ(½)² Γ(n + 1)).
 */
export function logMixture(k: number, n: number): number {
  return logGammaHalf(k) + logGammaHalf(n - k) - LOG_PI - logFactorial(n);
}

/** The evidence of direction as weeks come, begun again every 13 weeks. */
export interface SignProcess {
  /** Adds a week's changes; weeks come in order, the first is 1, those without changes may be left out. */
  add(week: number, changes: Changes): void;
  /** ln E by the end of a week, which is not before the last that was added. */
  logBy(week: number): number;
  copy(): SignProcess;
}

/** What one week costs grows with the starts before it, never with the changes. */
export function signProcess(): SignProcess {
  return signFrom([], []);
}

/** Of each 13 weeks, the changes that went up and all of them. */
function signFrom(ups: number[], alls: number[]): SignProcess {
  return {
    add(week, { up, down }) {
      const block = startsBy(week) - 1;
      while (ups.length <= block) {
        ups.push(0);
        alls.push(0);
      }
      ups[block] = (ups[block] as number) + up;
      alls[block] = (alls[block] as number) + up + down;
    },
    logBy(week) {
      const logs = new Float64Array(startsBy(week));
      let [up, all] = [0, 0];
      for (let j = logs.length - 1; j >= 0; j--) {
        up += ups[j] ?? 0;
        all += alls[j] ?? 0;
        logs[j] = logSignEvidence(up, all);
      }
      return logRestarted(logs);
    },
    copy: () => signFrom([...ups], [...alls]),
  };
}
