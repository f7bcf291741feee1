import { logMean } from './log-sum.js';
import { logRestarted, startsBy } from './restarts.js';

/** How strongly a week may lean, as the chance of its changes going up. */
const LEANS = [0.6, 0.75, 0.9];
/** Both directions of each, on the logit. */
const SLOPES = LEANS.flatMap((theta) => {
  const logit = Math.log(theta / (1 - theta));
  return [logit, -logit];
});

/**
 * The evidence of direction by weeks (E_weeks), as weeks come and begun again every 13: of s = ups − downs of each
 * week, the mean over leans of Π 2 ÷ (1 + exp(−s · logit)). It takes whole weeks as the units: it holds whenever a
 * week's lean is as likely one way as the other, however its changes go together.
 */
export interface LeanProcess {
  /** Adds a week's ups − downs; weeks come in order, the first is 1, those with 0 may be left out. */
  add(week: number, lean: number): void;
  /** ln E by the end of a week, which is not before the last that was added. */
  logBy(week: number): number;
}

export function leanProcess(): LeanProcess {
  /** Of each 13 weeks, the sums of the logarithms by slope. */
  const blocks: Float64Array[] = [];
  return {
    add(week, lean) {
      const block = startsBy(week) - 1;
      while (blocks.length <= block) blocks.push(new Float64Array(SLOPES.length));
      const sums = blocks[block] as Float64Array;
      SLOPES.forEach((slope, i) => (sums[i] = (sums[i] as number) + logLeanFactor(lean * slope)));
    },
    logBy(week) {
      const logs = new Float64Array(startsBy(week));
      const since = new Float64Array(SLOPES.length);
      for (let j = logs.length - 1; j >= 0; j--) {
        const sums = blocks[j];
        if (sums) since.forEach((sum, i) => (since[i] = sum + (sums[i] as number)));
        logs[j] = logMean(since);
      }
      return logRestarted(logs);
    },
  };
}

/** ln(2 ÷ (1 + exp(−z))), for any z. */
function logLeanFactor(z: number): number {
  return Math.LN2 + (z > 0 ? -Math.log1p(Math.exp(-z)) : z - Math.log1p(Math.exp(z)));
}
