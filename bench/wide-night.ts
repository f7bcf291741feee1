import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { nextSession, sessionsBetween } from '../domain/time/calendar.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { writeHistory } from './matching.js';
import { ratioTable, sideBySide, timed } from './side-by-side.js';
import { EXECUTION_HEAD, LAST } from './trade-history.js';

const SYMBOLS = 500;
const TRADES = 1_000;
const NIGHTS = 3;
const HISTORY = { recommendations: 25_000, executions: 25_000, symbols: SYMBOLS, accounts: 1 };

/**
 * A night of a thousand trades in all symbols after five years of history, beside the same trades in a home that has no
 * other.
 */
export async function benchWideNight(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const nights = sessionsBetween(nextSession(LAST), addDays(LAST, 20));
  const files = await writeHistory(directory, HISTORY);
  const history = await openSteps(join(directory, 'history'));
  for (const path of Object.values(files))
    await history.steps.importFile({ path, givenPath: path, account: null, coveredThrough: LAST });
  await history.steps.reconcileRange({});
  await history.steps.trackOutcomes({});
  const night = async (steps: typeof history.steps, round: number) => {
    const day = nights[round] as IsoDate;
    const path = join(directory, `${day}.executions.csv`);
    await writeFile(path, [EXECUTION_HEAD, ...tradesOf(day)].join('\n'));
    return timed(async () => {
      await steps.importFile({ path, givenPath: path, account: null, coveredThrough: day });
      await steps.reconcileRange({});
      await steps.trackOutcomes({});
    });
  };
  const [floor, ours] = await sideBySide(
    [
      {
        name: 'the same trades alone',
        run: async (round) => {
          const alone = await openSteps(join(directory, `alone-${round}`));
          const ms = await night(alone.steps, round);
          await alone.close();
          return ms;
        },
      },
      { name: 'after five years', run: (round) => night(history.steps, round) },
    ],
    NIGHTS,
  );
  await history.close();
  await rm(directory, { recursive: true });
  return floor && ours
    ? ratioTable(
        `Import, reconcile and outcomes of ${TRADES} trades in ${SYMBOLS} symbols on 50,000 rows (aim: within 1.5×)`,
        floor,
        [ours],
      )
    : '';
}

function tradesOf(day: IsoDate): string[] {
  return Array.from({ length: TRADES }, (_, i) => {
    const at = `${day}T${15 + (i % 4)}:${String(i % 60).padStart(2, '0')}:00Z`;
    return `n${day}-${i},account-0,${at},sell_to_open,SYM${i % SYMBOLS},call,${300 + (i % 7) * 5},${addDays(day, 30)},2,1.25,1.3`;
  });
}
