import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore } from '../store/open-store.js';
import { SPECIFICATION } from './busy-account.js';
import { makeHourlyHome } from './hourly-home.js';
import { pythonPeer } from './python-peer.js';
import { nodeScript, script } from './whole-process.js';

const [HOURS, NEW] = [3, 500];

/**
 * The hour as a system runs it, of five hundred new labels and sixteen features: what came is scored by the model that
 * serves, the one beside it and the baselines, the champion is watched, both online models learn and are judged. After
 * a month and after five years of fifty decisions a day; beside a full refit with scikit-learn of the same rows.
 */
export async function benchHourly(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  try {
    const run = fileURLToPath(new URL('./hourly-run.js', import.meta.url));
    const python = await pythonPeer();
    const width = String(SPECIFICATION.features.length + 1);
    const measured = [];
    for (const [name, from] of [
      ['one month', '2024-11-18'],
      ['five years', '2020-01-02'],
    ] as const) {
      const home = join(directory, name);
      await makeHourlyHome(home, join(directory, 'files'), from);
      const { document, megabytes } = await nodeScript(run, home, join(directory, 'files'), String(HOURS));
      const rows = join(directory, 'rows');
      const count = await writeRows(home, rows);
      const refit = python && (await script(python, 'refit.py', rows, width, String(NEW)));
      measured.push({
        name,
        hour: Number(document['hour']),
        matches: Number(document['matches']),
        megabytes,
        count,
        refit,
      });
    }
    const month = measured[0]?.hour ?? NaN;
    const line = (name: string, ms: number, rest: string) =>
      `  ${name.padEnd(34)}${ms.toFixed(0).padStart(7)} ms${(ms / month).toFixed(2).padStart(7)}×  ${rest}`;
    return [
      `An hour learned: ${NEW} new labels, ${SPECIFICATION.features.length} features, a champion, a shadow, two models judged; ` +
        'processor time (aims: ≤ 1× scikit-learn, five years ≤ 1× one month)',
      ...measured.flatMap(({ name, hour, matches, megabytes, count, refit }) => [
        line(
          `after ${name}`,
          hour,
          `${refit ? `${(hour / Number(refit.document['processor_ms'])).toFixed(2)}× scikit-learn; ` : ''}` +
            `matches and outcomes before it ${matches.toFixed(0)} ms; ${megabytes.toFixed(0)} MB`,
        ),
        ...(refit
          ? [
              line(
                `scikit-learn after ${name}`,
                Number(refit.document['processor_ms']),
                `${count.toLocaleString('en')} rows, imports counted, rows ready made; ${refit.megabytes.toFixed(0)} MB`,
              ),
            ]
          : []),
      ]),
      '',
    ].join('\n');
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The features and the label of each labelled scenario, in the order in which they came; gives how many there are. */
async function writeRows(home: string, path: string): Promise<number> {
  const store = await openStore(homePaths(home));
  const rows = await store.warehouse.rows<{ values: number[]; label: number }>(
    `SELECT "values", label FROM scenarios JOIN scenario_features USING (scenario_id)
     WHERE status = 'labelled' AND label IS NOT NULL ORDER BY sent_at, scenario_id`,
  );
  await closeStore(store);
  const doubles = Float64Array.from(rows.flatMap(({ values, label }) => [...values, label]));
  await writeFile(path, new Uint8Array(doubles.buffer));
  return rows.length;
}
