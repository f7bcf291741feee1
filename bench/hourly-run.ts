/**
 * Hours of the busy account in a home, each imported and then learned from, in a process of its own so that its peak of
 * memory is its own: `node hourly-run.js HOME FILES HOURS`. Prints, of the median hour, the processor time of the step
 * and of matches and outcomes before it in milliseconds, and the peak of memory, as JSON.
 */
import { openSteps } from '../activities/make-steps.js';
import { importBusyHours, NEW_SESSIONS } from './busy-account.js';
import { peakMegabytes } from './peak-megabytes.js';

const [, , home = '', files = '', hours = ''] = process.argv;
const DECISIONS = 500;

const opened = await openSteps(home);
const { steps } = opened;
const measured: { matches: number; hour: number }[] = [];
for (const [i, day] of NEW_SESSIONS.slice(0, Number(hours)).entries()) {
  await importBusyHours(steps, { folder: files, hours: [{ day, decisions: DECISIONS }], seed: 100 + i });
  measured.push({
    matches: await spent(async () => {
      await steps.reconcileRange({ from: day, to: day });
      await steps.trackOutcomes({});
    }),
    hour: await spent(async () => {
      const { step } = await steps.learnHour({ hour: `${day}T16` });
      if (step?.updates.length !== 2 || step.champion === null) throw new Error(JSON.stringify(step));
    }),
  });
}
await opened.close();
const [middle] = measured.sort((a, b) => a.hour - b.hour).slice(measured.length >> 1);
console.log(JSON.stringify({ ...middle, megabytes: peakMegabytes() }));

async function spent(work: () => Promise<unknown>): Promise<number> {
  const since = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e3;
}
