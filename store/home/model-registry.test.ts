import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ModelBroken, NotFound, NotReproducible } from '../../domain/errors.js';
import {
  artifactOf,
  type Artifact,
  type TrainedModel,
} from '../../domain/learning/artifact/trained-model.js';
import { promotion, shadowing, type ChangeSaid } from '../../domain/learning/models/registry.js';
import { homePaths, type Home } from './home.js';
import { inspectModel, readModel, writeModel } from './model-folders.js';
import { appendChange, followRegistry, readRegistry, servingNow } from './model-registry.js';

let home: Home;

beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'tradeloop-models-')));
  await mkdir(home.models);
});

afterEach(() => rm(home.dir, { recursive: true, force: true }));

const AT = '2025-01-06T15:00:00Z';
const said: ChangeSaid = { evaluation_id: null, at: AT, by: 'user', reason: null, as_of: '2025-01-03' };

function artifact(seed: number, bias = 1): Artifact {
  const trained: TrainedModel = {
    spec_id: 'spec',
    inputs: ['dte'],
    standardise: { mean: [0], scale: [1] },
    layers: [{ units: 1, activation: 'linear', kernel: [2], bias: [bias] }],
    ...{ adjust: [], posterior: null, calibration: null, actions: null },
  };
  const window = { window_from: '2025-01-01', window_to: '2025-03-01' };
  const inputs = { spec_id: 'spec', scenarios_sha256: 'a'.repeat(64), ...window, rows: 20, config: {}, seed };
  const backend = { name: 'plain', version: '1' };
  const origin = {
    kind: 'logistic' as const,
    lineage: 'logistic',
    parent: null,
    inputs: { ...inputs, backend },
  };
  return artifactOf(trained, origin, new Map([['card.md', '# card\n']]));
}

async function promoted(made: Artifact): Promise<string> {
  await writeModel(home, made);
  const { manifest_sha256 } = await readModel(home, made.model_id);
  const lines = await readRegistry(home);
  await appendChange(home, promotion(lines, { model_id: made.model_id, manifest_sha256 }, said));
  return made.model_id;
}

async function flip(model_id: string, file: string): Promise<void> {
  const path = join(home.models, model_id, file);
  const bytes = await readFile(path);
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  await writeFile(path, bytes);
}

const pointer = async (alias: string) =>
  JSON.parse(await readFile(join(home.models, `${alias}.json`), 'utf8')) as Record<string, unknown>;

describe('writeModel', () => {
  test('writes a folder once; the same again changes nothing, other bytes are refused', async () => {
    expect(await writeModel(home, artifact(1))).toBe(true);
    expect(await writeModel(home, artifact(1))).toBe(false);
    await expect(writeModel(home, artifact(1, 2))).rejects.toThrow(NotReproducible);
    expect(await readdir(home.models)).toEqual([artifact(1).model_id]);
  });
});

describe('readModel', () => {
  test.each(['model.json', 'weights.bin', 'card.md', 'manifest.json'])(
    'refuses a model of which %s has a flipped byte, and names it',
    async (file) => {
      const { model_id } = artifact(1);
      await writeModel(home, artifact(1));
      await flip(model_id, file);
      await expect(readModel(home, model_id)).rejects.toThrow(ModelBroken);
      await expect(readModel(home, model_id)).rejects.toThrow(file);
      expect((await inspectModel(home, model_id)).broken).toEqual([file]);
    },
  );

  test('names a file that is a folder', async () => {
    const { model_id } = artifact(1);
    await writeModel(home, artifact(1));
    await rm(join(home.models, model_id, 'weights.bin'));
    await mkdir(join(home.models, model_id, 'weights.bin'));
    await expect(readModel(home, model_id)).rejects.toThrow(ModelBroken);
    expect((await inspectModel(home, model_id)).broken).toEqual(['weights.bin']);
  });

  test('says of a model that is not there that it is not', async () => {
    await expect(readModel(home, 'logistic-000000000000')).rejects.toThrow(NotFound);
    await expect(readModel(home, '../logistic')).rejects.toThrow(NotFound);
  });
});

describe('appendChange', () => {
  test('makes the pointers that bots read of the log, and takes those away that stand for nothing', async () => {
    const [a, b] = [await promoted(artifact(1)), await promoted(artifact(2))];
    expect(await pointer('champion')).toMatchObject({
      ...{
        contract: 1,
        alias: 'champion',
        seq: 2,
        model_id: b,
        path: b,
        spec_id: 'spec',
        canary: null,
        vetoes: [],
      },
    });
    expect(await pointer('previous')).toMatchObject({ model_id: a });
    expect(await readdir(home.models)).not.toContain('shadow.json');
  });
});

describe('followRegistry', () => {
  test('writes the pointers that a crash between log and pointer left behind', async () => {
    const a = await promoted(artifact(1));
    await rm(join(home.models, 'champion.json'));
    await writeFile(join(home.models, 'champion.json.partial'), 'torn');
    await followRegistry(home, AT);
    expect(await pointer('champion')).toMatchObject({ model_id: a });
    expect(await readdir(home.models)).not.toContain('champion.json.partial');
  });

  test('leaves out a change that a crash cut short in the log, and the next one takes its place', async () => {
    const a = await promoted(artifact(1));
    await writeModel(home, artifact(2));
    const { model_id, manifest_sha256 } = {
      ...artifact(2),
      ...(await readModel(home, artifact(2).model_id)),
    };
    const [line] = promotion(await readRegistry(home), { model_id, manifest_sha256 }, said);
    await appendFile(home.modelRegistry, `${JSON.stringify(line)}\n{"seq":2,"ali`);
    await followRegistry(home, AT);
    expect((await servingNow(home)).champion?.model_id).toBe(a);
    await promoted(artifact(2));
    expect((await readRegistry(home)).map(({ seq }) => seq)).toEqual([1, 1, 2, 2]);
    expect(await pointer('previous')).toMatchObject({ model_id: a });
  });

  test('lets the previous model serve where the champion is broken, and says so in the log', async () => {
    const [a, b] = [await promoted(artifact(1)), await promoted(artifact(2))];
    await flip(b, 'weights.bin');
    await followRegistry(home, AT);
    expect(await pointer('champion')).toMatchObject({ model_id: a, seq: 3 });
    expect(await readdir(home.models)).not.toContain('previous.json');
    const last = (await readRegistry(home)).at(-1);
    expect(last).toMatchObject({ by: 'watch', model_id: a });
    expect(last?.reason).toContain('weights.bin');
  });

  test('serves no other model by the same name than the one that was registered', async () => {
    const [a, b] = [await promoted(artifact(1)), await promoted(artifact(2))];
    await rm(join(home.models, b), { recursive: true });
    // Of the same inputs, whole, and with another weight.
    await writeModel(home, artifact(2, 9));
    await followRegistry(home, AT);
    expect(await pointer('champion')).toMatchObject({ model_id: a });
    expect((await readRegistry(home)).at(-1)?.reason).toContain('manifest.json');
  });

  test('lets none serve where both are broken', async () => {
    const [a, b] = [await promoted(artifact(1)), await promoted(artifact(2))];
    await flip(a, 'model.json');
    await flip(b, 'weights.bin');
    await followRegistry(home, AT);
    expect((await readdir(home.models)).filter((name) => name.endsWith('.json'))).toEqual([]);
    expect((await servingNow(home)).champion).toBeNull();
  });

  test('has no pointer to a shadow that is broken', async () => {
    await writeModel(home, artifact(3));
    const { model_id, manifest_sha256 } = {
      ...artifact(3),
      ...(await readModel(home, artifact(3).model_id)),
    };
    await appendChange(home, shadowing(await readRegistry(home), { model_id, manifest_sha256 }, said));
    expect(await pointer('shadow')).toMatchObject({ model_id });
    await flip(model_id, 'card.md');
    await followRegistry(home, AT);
    expect(await readdir(home.models)).not.toContain('shadow.json');
  });
});

describe('appendChange on a full disk (skipped, and said so, where nothing can be mounted)', () => {
  test('changes nothing, whatever room is left: the old champion serves until there is enough', async () => {
    const disk = join(home.dir, 'disk');
    await mkdir(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tradeloop-test', disk]).status !== 0)
      return void process.stderr.write('skipped: nothing can be mounted here\n');
    try {
      home = { ...homePaths(disk), dir: home.dir };
      await mkdir(home.models);
      const first = await promoted(artifact(1));
      await writeModel(home, artifact(2));
      const { model_id } = artifact(2);
      const { manifest_sha256 } = await readModel(home, model_id);
      const before = await readFile(home.modelRegistry, 'utf8');
      const champion = await pointer('champion');
      let refused = 0;
      for (let room = 0; ; room += PAGE) {
        const free = await statfs(disk);
        await writeFile(join(disk, 'filler'), Buffer.alloc(Math.max(0, free.bavail * free.bsize - room)));
        const change = promotion(await readRegistry(home), { model_id, manifest_sha256 }, said);
        const failed = await appendChange(home, change).then(
          () => false,
          () => true,
        );
        await rm(join(disk, 'filler'));
        if (!failed) break;
        refused++;
        expect(await readFile(home.modelRegistry, 'utf8')).toBe(before);
        expect(await pointer('champion')).toEqual(champion);
        expect((await readdir(home.models)).filter((name) => name.endsWith('.partial'))).toEqual([]);
      }
      expect(refused).toBeGreaterThan(0);
      expect(await pointer('champion')).toMatchObject({ model_id });
      expect(await pointer('previous')).toMatchObject({ model_id: first });
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

const PAGE = 4_096;
