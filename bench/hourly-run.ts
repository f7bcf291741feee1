/**
 * Hours of the busy account in a home, each imported and then learned from, in a process of its own so that its peak of
 * memory is its own: `node hourly-run.js HOME FILES HOURS`. Prints, of the median hour, the processor time of its parts
 * in milliseconds, and the peak of memory, as JSON.
 */
import { openSteps } from '../activities/make-steps.js';
import { importBusyHours, NEW_SESSIONS } from './busy-account.js';
import { peakMegabytes } from './peak-megabytes.js';

const [, , home = '', files = '', hours = ''] = process.argv;
const DECISIONS = 500;
const AT = '2025-01-01T00:00:00Z';

const opened = await openSteps(home);
const { steps } = opened;
const measured: { matches: number; scenarios: number; model: number }[] = [];
for (const [i, day] of NEW_SESSIONS.slice(0, Number(hours)).entries()) {
  await importBusyHours(steps, { folder: files, hours: [{ day, decisions: DECISIONS }], seed: 100 + i });
  measured.push({
    matches: await spent(async () => {
      await steps.reconcileRange({ from: day, to: day });
      await steps.trackOutcomes({});
    }),
    scenarios: await spent(() => steps.updateScenarios({})),
    model: await spent(() =>
      steps.updateOnline({ weighting: 'pnl', hours: 24, asOf: `${day}T21:30:00Z`, at: AT }),
    ),
  });
}
await opened.close();
const [middle] = measured
  .sort((a, b) => a.scenarios + a.model - (b.scenarios + b.model))
  .slice(measured.length >> 1);
console.log(JSON.stringify({ ...middle, megabytes: peakMegabytes() }));

async function spent(work: () => Promise<unknown>): Promise<number> {
  const since = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e3;
}
