import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ModelKind } from '../domain/learning/artifact/manifest.js';
import { artifactOf, placed, type TrainedModel } from '../domain/learning/artifact/trained-model.js';
import { pointerText } from '../domain/learning/models/pointer.js';
import { saltOf, servesDecision, type Canary } from '../domain/learning/serving/canary.js';
import { scorerOf, type ScoredGroups } from '../domain/learning/serving/scorer.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { homePaths, type Home } from '../store/home/home.js';
import { writeModel } from '../store/home/model-folders.js';
import { SERVER_TEST_MS } from './system.js';

/** The page as it is, and the program that it has in a language. */
const page = await readFile(join(import.meta.dirname, '..', 'docs', 'serving.md'), 'utf8');
const programIn = (language: string) =>
  new RegExp('```' + language + '\\n(.*?)```', 's').exec(page)?.[1] ?? '';

const isThere = spawnSync('python3', ['--version']).status === 0;
const describePython = isThere ? describe : describe.skip;
if (!isThere) process.stderr.write('no python3 on PATH: the scorer of docs/serving.md is not tried\n');

const ROWS = 10_000;
const WIDTH = 16;
const names = Array.from({ length: WIDTH }, (_, i) => `f${i}`);
const random = seededRandom(12);
const normals = (count: number) => Array.from({ length: count }, () => normal(random));

let home: Home;
let script: string;

beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'tradeloop-python-')));
  await mkdir(home.models);
  script = join(home.dir, 'score.py');
  await writeFile(script, programIn('python'));
});

afterAll(() => rm(home.dir, { recursive: true, force: true }));

const linear = { units: 1, activation: 'linear' as const };
const common = {
  spec_id: 'spec',
  inputs: names,
  standardise: { mean: normals(WIDTH), scale: normals(WIDTH).map((value) => 0.5 + Math.abs(value)) },
  ...{ adjust: [], posterior: null, calibration: { a: 0.8, b: 0.1 }, actions: null },
};

/** A square that is symmetric and has no direction without variance. */
function covariance(): number[] {
  const side = WIDTH + 1;
  const root = normals(side * side).map((value) => value / 4);
  const at = (i: number, j: number) =>
    Array.from({ length: side }, (_, k) => (root[i * side + k] as number) * (root[j * side + k] as number));
  return Array.from({ length: side * side }, (_, n) =>
    at(Math.floor(n / side), n % side).reduce((sum, one) => sum + one, 0),
  );
}

const MODELS: [ModelKind, TrainedModel][] = [
  [
    'base_rate',
    {
      ...common,
      inputs: [],
      standardise: { mean: [], scale: [] },
      layers: [{ ...linear, kernel: [], bias: [0.4] }],
    },
  ],
  ['logistic', { ...common, layers: [{ ...linear, kernel: normals(WIDTH), bias: [0.2] }] }],
  [
    'mlp',
    {
      ...common,
      layers: [
        { units: 32, activation: 'relu', kernel: normals(WIDTH * 32), bias: normals(32) },
        { units: 9, activation: 'relu', kernel: normals(32 * 9).map((value) => value / 5), bias: normals(9) },
        { ...linear, kernel: normals(9).map((value) => value / 9), bias: normals(1) },
      ],
    },
  ],
  [
    'online_logistic',
    {
      ...common,
      layers: [{ ...linear, kernel: normals(WIDTH), bias: [0.2] }],
      posterior: covariance(),
      adjust: [
        { by: 'underlying', values: { ABC: 0.3, DEF: -0.2 } },
        { by: 'session_hour', values: { 10: 0.1 } },
        { by: 'account', values: { main: -0.4 } },
      ],
    },
  ],
  [
    'dpo',
    {
      ...common,
      layers: [{ units: 2, activation: 'softmax', kernel: normals(2 * WIDTH), bias: normals(2) }],
      actions: ['skip', 'follow'],
    },
  ],
];

describePython('the scorer of docs/serving.md', () => {
  test.each(MODELS)(
    'says of 10,000 rows what ours says, to a millionth: %s',
    async (kind, trained) => {
      const folder = await written(kind, trained);
      const rows = Array.from({ length: ROWS }, (_, i) => ({
        values: Float64Array.from(normals(WIDTH)),
        groups: groupsOf(i),
      }));
      const lines = rows.map(({ values, groups }) => ({
        features: Object.fromEntries(names.map((name, i) => [name, values[i]])),
        groups,
      }));
      const said = await score(folder, lines);
      const { model, weights } = placed(trained, kind);
      const scorer = scorerOf(model, weights, names);
      const into = new Float64Array(2);
      let farthest = 0;
      for (const [i, { values, groups }] of rows.entries()) {
        const line = said[i] as { p_win: number; follow?: number };
        farthest = Math.max(farthest, Math.abs(scorer.pWin(values, groups) - line.p_win));
        if (trained.actions === null) continue;
        scorer.actions(values, into);
        farthest = Math.max(farthest, Math.abs((into[1] as number) - (line.follow ?? NaN)));
      }
      expect(said).toHaveLength(ROWS);
      expect(farthest).toBeLessThan(1e-6);
    },
    SERVER_TEST_MS,
  );

  test('runs on a home in which no model serves yet, and scores by the champion once there is one', async () => {
    const models = join(home.dir, 'data', 'models');
    await mkdir(models, { recursive: true });
    const [, [kind, trained]] = MODELS as [unknown, [ModelKind, TrainedModel]];
    const row = {
      ...{ recommendation_id: 'r1', groups: groupsOf(0) },
      features: Object.fromEntries(names.map((name) => [name, 1])),
    };
    const run = () => {
      const input = `${JSON.stringify(row)}\n`;
      const { stdout, stderr } = spawnSync('python3', [script, models], { input, encoding: 'utf8' });
      return { stderr, answer: JSON.parse(stdout) as unknown };
    };
    expect(run()).toEqual({ stderr: '', answer: { recommendation_id: 'r1', p_win: null } });
    const folder = await written(kind, { ...trained, spec_id: 'served' }, models);
    const model_id = basename(folder);
    await champion(models, model_id);
    expect(run()).toEqual({
      stderr: '',
      answer: { recommendation_id: 'r1', model_id, share: 1, p_win: expect.any(Number) as unknown },
    });
  });

  test('draws the canary as ours does, and says with which chance', async () => {
    const canary = { model_id: 'mlp-1', share: 0.3, salt: saltOf('mlp-1', 4) };
    const registered = { seq: 4, alias: 'champion', model_id: 'logistic-1', manifest_sha256: 'a' } as const;
    const said = { evaluation_id: null, at: '', by: 'user', reason: null, as_of: null } as const;
    const ids = Array.from({ length: 1_000 }, (_, i) => `ABC-2025-01-06-é${i}`);
    const drawn = async (served: Canary | null) => {
      const text = pointerText({ ...registered, ...said }, { spec_id: 'spec', canary: served });
      await writeFile(join(home.models, 'champion.json'), text);
      const program = `import json, sys; sys.path.insert(0, ${JSON.stringify(home.dir)}); import score
print(json.dumps([[str(f.name), p] for f, p in (score.serving_model(${JSON.stringify(home.models)}, i) for i in json.load(sys.stdin))]))`;
      const { stdout } = spawnSync('python3', ['-c', program], {
        input: JSON.stringify(ids),
        encoding: 'utf8',
      });
      return JSON.parse(stdout) as [string, number][];
    };
    expect(await drawn(canary)).toEqual(
      ids.map((id) => (servesDecision(canary, id) ? ['mlp-1', 0.3] : ['logistic-1', 0.7])),
    );
    expect(new Set((await drawn(null)).map(String))).toEqual(new Set(['logistic-1,1']));
  });

  test('refuses a model with a flipped byte, and names the file', async () => {
    const folder = await written('logistic', { ...(MODELS[1]?.[1] as TrainedModel), spec_id: 'other' });
    await writeFile(join(folder, 'weights.bin'), 'torn');
    await expect(score(folder, [])).rejects.toThrow('weights.bin is not what it was');
  });
});

test('the TypeScript of docs/serving.md runs on a home without a model, and finds the one that serves', async () => {
  const { transpileModule, ModuleKind, ScriptTarget } = (await import('typescript')).default;
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 };
  const { outputText } = transpileModule(programIn('ts'), { compilerOptions });
  const bot = join(home.dir, 'bot');
  await mkdir(join(bot, 'data', 'models'), { recursive: true });
  await writeFile(join(bot, 'serving.mjs'), outputText);
  const run = () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['serving.mjs'], { cwd: bot, encoding: 'utf8' });
    return { stdout, stderr };
  };
  expect(run()).toEqual({ stdout: 'no model serves yet: decide without one\n', stderr: '' });
  await champion(join(bot, 'data', 'models'), 'logistic-1');
  expect(run()).toEqual({ stdout: "{ folder: 'data/models/logistic-1', share: 1 }\n", stderr: '' });
});

function groupsOf(i: number): ScoredGroups {
  return {
    underlying: ['ABC', 'DEF', 'GHI'][i % 3] as string,
    session_hour: i % 2 === 0 ? '10' : null,
    account: i % 5 === 0 ? null : 'main',
  };
}

async function champion(models: string, model_id: string): Promise<void> {
  const registered = { seq: 4, alias: 'champion', model_id, manifest_sha256: 'a' } as const;
  const said = { evaluation_id: null, at: '', by: 'user', reason: null, as_of: null } as const;
  const text = pointerText({ ...registered, ...said }, { spec_id: 'spec', canary: null });
  await writeFile(join(models, 'champion.json'), text);
}

async function written(kind: ModelKind, trained: TrainedModel, models = home.models): Promise<string> {
  const { spec_id } = trained;
  const window = { window_from: '2025-01-01', window_to: '2025-03-01', rows: 0, config: {}, seed: 0 };
  const inputs = {
    spec_id,
    scenarios_sha256: 'a'.repeat(64),
    ...window,
    backend: { name: 'plain', version: '1' },
  };
  const artifact = artifactOf(trained, { kind, lineage: kind, parent: null, inputs }, new Map());
  await writeModel({ models }, artifact);
  return join(models, artifact.model_id);
}

/** Each row by one model, whichever serves. */
const SCORES = `import json, sys
sys.path.insert(0, sys.argv[1])
import score
model = score.Model(sys.argv[2])
for row in map(json.loads, sys.stdin):
    chosen = {} if model.model["outputs"] == ["p_win"] else model.actions(row["features"])
    print(json.dumps({"p_win": model.p_win(row["features"], row["groups"]), **chosen}))
`;

function score(folder: string, rows: readonly object[]): Promise<object[]> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 1 << 28 };
    const child = execFile('python3', ['-c', SCORES, home.dir, folder], options, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr));
      else
        resolve(
          stdout
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as object),
        );
    });
    child.stdin?.end(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });
}
