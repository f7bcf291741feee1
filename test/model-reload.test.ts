import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { artifactOf, type TrainedModel } from '../domain/learning/artifact/trained-model.js';
import { promotion } from '../domain/learning/models/registry.js';
import { homePaths, type Home } from '../store/home/home.js';
import { readModel, writeModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import { SERVER_TEST_MS } from './system.js';

const PROMOTIONS = 100;
const SEEN_WITHIN_MS = 1_000;

let home: Home;

beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'tradeloop-reload-')));
  await mkdir(home.models);
});

afterAll(() => rm(home.dir, { recursive: true, force: true }));

/**
 * A bot in a process of its own: it watches the folder and prints, of each model that it comes to see, whether all of
 * it is whole.
 */
const BOT = `
import { createHash } from 'node:crypto';
import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
const folder = process.argv[2];
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
let seq = 0;
function look() {
  let text;
  try { text = readFileSync(join(folder, 'champion.json'), 'utf8'); } catch { return; }
  let pointer, isWhole;
  try {
    pointer = JSON.parse(text);
    if (pointer.seq === seq) return;
    const bytes = readFileSync(join(folder, pointer.path, 'manifest.json'));
    isWhole = sha256(bytes) === pointer.manifest_sha256 &&
      JSON.parse(bytes).files.every(({ path, sha256: own }) => sha256(readFileSync(join(folder, pointer.path, path))) === own);
  } catch { isWhole = false; }
  seq = pointer?.seq ?? seq;
  process.stdout.write(JSON.stringify({ seq, isWhole, at: Date.now() }) + '\\n');
}
watch(folder, look);
look();
process.stdout.write(JSON.stringify({ ready: true }) + '\\n');
`;

async function written(seed: number): Promise<{ model_id: string; manifest_sha256: string }> {
  const trained: TrainedModel = {
    ...{ spec_id: 'spec', inputs: ['dte'], standardise: { mean: [0], scale: [1] } },
    layers: [{ units: 1, activation: 'linear', kernel: [seed], bias: [0] }],
    ...{ adjust: [], posterior: null, calibration: null, actions: null },
  };
  const window = { window_from: '2025-01-01', window_to: '2025-03-01', rows: 20, config: {} };
  const backend = { name: 'plain', version: '1' };
  const inputs = { spec_id: 'spec', scenarios_sha256: 'a'.repeat(64), ...window, seed, backend };
  const origin = { kind: 'logistic' as const, lineage: 'logistic', parent: null, inputs };
  const made = artifactOf(trained, origin, new Map([['card.md', `# ${seed}\n`]]));
  await writeModel(home, made);
  const { manifest_sha256 } = await readModel(home, made.model_id);
  return { model_id: made.model_id, manifest_sha256 };
}

test(
  'of 100 promotions a bot in another process sees each champion within a second, and never one that is torn',
  async () => {
    const script = join(home.dir, 'bot.mjs');
    await writeFile(script, BOT);
    const bot = spawn(process.execPath, [script, home.models], { stdio: ['ignore', 'pipe', 'inherit'] });
    const seen = new Map<number, { isWhole: boolean; at: number }>();
    let text = '';
    const isReady = new Promise<void>((resolve) => {
      bot.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          const one = JSON.parse(line) as { ready?: true; seq: number; isWhole: boolean; at: number };
          if (one.ready) resolve();
          else seen.set(one.seq, one);
        }
      });
    });
    await isReady;
    const said = { evaluation_id: null, by: 'user', reason: null, as_of: null } as const;
    try {
      for (let i = 0; i < PROMOTIONS; i++) {
        const model = await written(i);
        const lines = promotion(await readRegistry(home), model, { ...said, at: new Date().toISOString() });
        const seq = lines[0]?.seq ?? 0;
        await appendChange(home, lines);
        const since = Date.now();
        while (!seen.has(seq) && Date.now() - since < SEEN_WITHIN_MS)
          await new Promise((wait) => setTimeout(wait, 2));
        expect([seq, seen.get(seq)?.isWhole]).toEqual([seq, true]);
      }
    } finally {
      bot.kill();
    }
    expect(seen.size).toBe(PROMOTIONS);
  },
  SERVER_TEST_MS,
);
