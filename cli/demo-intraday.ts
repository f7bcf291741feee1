import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reads } from '../activities/named-reads.js';
import type { Steps } from '../activities/steps.js';
import { NotBlessed } from '../domain/errors.js';
import { servingAfter } from '../domain/learning/models/registry.js';
import { DEFAULT_CONFIG, DEFAULT_DAYS } from '../domain/learning/training/default-config.js';
import { sessionOnOrAfter, sessionsAfter } from '../domain/time/calendar.js';
import { daysBetween, type IsoDate } from '../domain/time/dates.js';
import { instantAt } from '../domain/time/zone.js';
import { intradayAccount, type IntradaySession, type IntradayTerms } from '../sim/intraday/account.js';
import { jsonLines } from '../sim/records.js';
import { homePaths } from '../store/home/home.js';
import { readRegistry } from '../store/home/model-registry.js';
import { retrainBy } from '../workflows/retrain-chain.js';
import { showBar } from './progress.js';
import { withLocalSteps } from './with-steps.js';

/** The account of the demo: 3,000 pieces of advice in a year, and a change after seven months. */
export const INTRADAY: IntradayTerms = { seed: 1, from: '2024-01-02', sessions: 250, aDay: 12, changes: 140 };
/** What is learned from is looked at each third week. */
const SESSIONS_A_LOOK = 15;
/** Of what was learned. */
const TABLES = ['scenarios', 'features', 'preferences', 'predictions', 'model_evaluations'];

interface Open {
  home: string;
  steps: Steps;
  reads: Reads;
}

/**
 * Plays the account into a home of its own, three weeks at a time: its records are imported, the online model learns
 * what came of them, and what the gate blesses serves. At first the base rate does. What was played before is skipped.
 * Gives the folder of the exports.
 */
export async function playIntraday(home: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tradeloop-intraday-'));
  try {
    await withLocalSteps(home, async (open) => {
      const { outcomes_through } = await open.reads.describe();
      const ahead = looks().filter((look) => outcomes_through === null || lastDay(look) >= outcomes_through);
      const shown = await showBar('learning', ahead.length);
      for (const [done, look] of ahead.entries()) {
        shown.at(done, lastDay(look));
        await takeLook({ home, ...open }, look, folder);
      }
      shown.at(ahead.length, '');
      shown.end();
      for (const table of TABLES) await open.steps.exportTable({ table, format: 'parquet' });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  return join(home, 'exports');
}

/** The first session on which momentum means the opposite. */
export function changedOn({ from, changes }: IntradayTerms): IsoDate {
  return sessionsAfter(sessionOnOrAfter(from), changes);
}

type Look = readonly IntradaySession[];

function looks(): Look[] {
  const sessions = [...intradayAccount(INTRADAY)];
  const looks: Look[] = [];
  for (let i = 0; i < sessions.length; i += SESSIONS_A_LOOK)
    looks.push(sessions.slice(i, i + SESSIONS_A_LOOK));
  return looks;
}

function lastDay(look: Look): IsoDate {
  return look.at(-1)?.date ?? '';
}

async function takeLook(open: Open, look: Look, folder: string): Promise<void> {
  const { steps } = open;
  const day = lastDay(look);
  await importLook(steps, look, folder);
  const at = instantAt(day, '17:00');
  if ((await serving(open)).champion === null) await startWithBaseRate(open, at);
  const hours = 24 * (daysBetween(look[0]?.date ?? day, day) + 1);
  const { model_id, verdict } = await steps.updateOnline({ weighting: 'pnl', hours, asOf: null, at });
  const { champion, seq } = await serving(open);
  if (model_id === null || verdict !== 'bless' || champion?.model_id === model_id) return;
  const reason = 'blessed by the gate';
  const promote = { change: 'promote', id: model_id, override: false, reason, at, seq } as const;
  await steps.changeModel(promote).catch((error: unknown) => {
    // A promotion is judged anew, beside the champion of then.
    if (!(error instanceof NotBlessed)) throw error;
  });
}

async function importLook(steps: Steps, look: Look, folder: string): Promise<void> {
  const day = lastDay(look);
  const files = {
    recommendations: jsonLines(
      'recommendations',
      look.flatMap(({ recommendations }) => recommendations),
    ),
    executions: jsonLines(
      'executions',
      look.flatMap(({ executions }) => executions),
    ),
  };
  for (const [dataset, text] of Object.entries(files)) {
    const path = join(folder, `${day}.${dataset}.jsonl`);
    await writeFile(path, text);
    const coveredThrough = dataset === 'executions' ? day : null;
    await steps.importFile({ path, givenPath: path, account: null, coveredThrough });
  }
}

async function serving({ home }: Open) {
  const lines = await readRegistry(homePaths(home));
  return { champion: servingAfter(lines).champion, seq: lines.at(-1)?.seq ?? 0 };
}

/** With each retrain the baselines are made as models too; without any other the base rate serves. */
async function startWithBaseRate(open: Open, at: string): Promise<void> {
  const { steps, reads } = open;
  await retrainBy(steps, { days: DEFAULT_DAYS, kind: 'logistic', config: DEFAULT_CONFIG, seed: 0 }, at);
  const baseRate = (await reads.models()).models.find(({ kind }) => kind === 'base_rate');
  if (baseRate === undefined) return;
  const { seq } = await serving(open);
  const reason = 'until a model is better';
  await steps.changeModel({ change: 'promote', id: baseRate.model_id, override: true, reason, at, seq });
}
