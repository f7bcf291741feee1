import { logMean, logSum } from './log-sum.js';
import { logWeightsBegun, startsBy } from './restarts.js';

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
  copy(): LeanProcess;
}

/** What a week costs is the same however many came before. */
export function leanProcess(): LeanProcess {
  return leanFrom(new Float64Array(SLOPES.length).fill(-Infinity), 0);
}

/**
 * `logs`: by slope, ln of the sum over the starts so far of 2^−j Π. Whatever comes later multiplies all of them alike,
 * so that the sum is all there is to know.
 */
function leanFrom(logs: Float64Array, begun: number): LeanProcess {
  const withStartsBy = (starts: number): Float64Array => {
    const added = logWeightsBegun(begun, starts);
    return logs.map((log) => logSum([log, added]));
  };
  return {
    add(week, lean) {
      const starts = startsBy(week);
      logs = withStartsBy(starts).map((log, i) => log + logLeanFactor(lean * (SLOPES[i] as number)));
      begun = starts;
    },
    logBy(week) {
      const starts = startsBy(week);
      return logSum([logMean(withStartsBy(starts)), -starts * Math.LN2]);
    },
    copy: () => leanFrom(logs, begun),
  };
}

/** ln(2 ÷ (1 + exp(−z))), for any z. */
function logLeanFactor(z: number): number {
  return Math.LN2 + (z > 0 ? -Math.log1p(Math.exp(-z)) : z - Math.log1p(Math.exp(z)));
}
