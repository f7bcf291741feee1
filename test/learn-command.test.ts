import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseSpecification } from '../domain/learning/features/feature-specification.js';
import { writeSmallMarket } from './small-market.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, up } from './system.js';

let home: string;

beforeAll(async () => {
  home = await makeHome();
  const files = await writeSmallMarket(join(home, 'market'));
  await tradeloop(home, 'import', ...Object.values(files), '--local');
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

const report = (...options: string[]) => tradeloop(home, 'learn', 'report', ...options);
const features = (...options: string[]) => tradeloop(home, 'learn', 'features', ...options);

describe('learn features', () => {
  test(
    'gives one document, and a line for each feature',
    async () => {
      const local = await features('--json', '--local');
      expect(local).toMatchObject({ status: 0, stderr: '' });
      const document = JSON.parse(local.stdout) as Record<string, unknown>;
      expect(Object.keys(document)).toEqual(['spec_id', 'specification', 'rows', 'features']);
      expect(document).toMatchObject({ rows: 2, features: expect.arrayContaining([]) as unknown });
      const lines = (await features('--local')).stdout;
      expect(lines).toContain('features of 2 scenarios');
      expect(lines).toMatch(/return_20 +bars: return over 20 +2 +0 %/);
    },
    SERVER_TEST_MS,
  );

  test(
    'prints with --default what can be saved, and refuses what is saved and is none with exit status 1',
    async () => {
      const { stdout } = await features('--default', '--local');
      const specification = JSON.parse(stdout) as Record<string, unknown>;
      expect(parseSpecification(specification)).toEqual(specification);
      await mkdir(join(home, 'learning'), { recursive: true });
      await writeFile(join(home, 'learning', 'features.json'), stdout);
      expect(JSON.parse((await features('--json', '--local')).stdout)).toMatchObject({ specification });
      const broken = { ...specification, reward: { view: 'rosy' } };
      await writeFile(join(home, 'learning', 'features.json'), JSON.stringify(broken));
      const refused = await features('--json', '--local');
      expect(refused.status).toBe(1);
      const { error } = JSON.parse(refused.stdout) as { error: { name: string; message: string } };
      expect(error.name).toBe('FileRefused');
      expect(error.message).toContain('features.json: reward.view: "rosy"');
    },
    SERVER_TEST_MS,
  );

  test(
    'prints the default into the file that it is saved in, which the shell empties first',
    async () => {
      const saved = join(home, 'learning', 'features.json');
      await mkdir(join(home, 'learning'), { recursive: true });
      await writeFile(saved, '');
      const { status, stdout, stderr } = await features('--default', '--local');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      await writeFile(saved, stdout);
      const specification = JSON.parse(stdout) as Record<string, unknown>;
      expect(JSON.parse((await features('--json', '--local')).stdout)).toMatchObject({ specification });
    },
    SERVER_TEST_MS,
  );
});

describe('learn report', () => {
  test(
    'gives one document, of a running system the same as --local, as features does; in words what is missing',
    async () => {
      await rm(join(home, 'learning', 'features.json'), { force: true });
      const local = await report('--json', '--local');
      expect(local).toMatchObject({ status: 0, stderr: '' });
      const document = JSON.parse(local.stdout) as Record<string, unknown>;
      expect(Object.keys(document)).toEqual([
        ...[
          'as_of',
          'spec_id',
          'scenarios',
          'window',
          'champion',
          'shadow',
          'baselines',
          'beside_rule',
          'best',
          'worst',
        ],
        ...['by_hour', 'drift', 'verdict', 'needed', 'reasons', 'message'],
      ]);
      expect(document).toMatchObject({
        ...{
          as_of: '2025-01-31',
          scenarios: { no_outcome: 1, pending: 1 },
          champion: null,
          verdict: 'insufficient',
        },
        window: { hours: 24, closed: 0 },
        baselines: { base_rate: { scored: 0 }, logistic: { scored: 0, auc: null } },
      });
      const { stdout } = await report('--local');
      expect(stdout).toContain(
        'Through 2025-01-31 2 pieces of advice asked for a decision. 0 can be learned from.',
      );
      expect(stdout).toContain('  1 without anything to judge: ');
      const seen = (await features('--json', '--local')).stdout;
      await up(home);
      expect((await report('--json')).stdout).toBe(local.stdout);
      expect((await features('--json')).stdout).toBe(seen);
      await tradeloop(home, 'down');
    },
    SERVER_TEST_MS,
  );

  test(
    'takes a day, and refuses what is none, and a policy that is none, naming file, path and value',
    async () => {
      const earlier = await report('--as-of', '2025-01-06', '--json', '--local');
      expect(JSON.parse(earlier.stdout)).toMatchObject({ as_of: '2025-01-06', scenarios: { no_outcome: 1 } });
      expect((await report('--as-of', 'yesterday', '--local')).status).toBe(2);
      await writeFile(join(home, 'learning', 'gate.json'), JSON.stringify({ gate_policy: 1, alpha: 2 }));
      const refused = await report('--json', '--local');
      expect(refused.status).toBe(1);
      const { error } = JSON.parse(refused.stdout) as { error: { name: string; message: string } };
      expect(error.name).toBe('FileRefused');
      expect(error.message).toContain('gate.json: alpha: 2: ');
    },
    SERVER_TEST_MS,
  );
});

describe('learn preferences', () => {
  test(
    'writes what a trainer loads, over no file that is there unless it is forced, and nothing where there is none',
    async () => {
      const folder = join(home, 'out');
      const path = join(folder, 'taste.jsonl');
      const preferences = (...options: string[]) =>
        tradeloop(home, 'learn', 'preferences', '--format', 'trl-dpo', '--local', ...options);
      const { stdout, stderr } = await preferences('--out', path, '--json');
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        ...{ path, format: 'trl-dpo', style: 'standard', basis: 'taste', fold: null, rows: 1, follow: 1 },
      });
      const written = await readFile(path, 'utf8');
      expect(JSON.parse(written)).toEqual({
        ...{ prompt: expect.stringMatching(/^Advice: action .*\nKnown: [^]*\n$/) as unknown },
        ...{ chosen: 'follow', rejected: 'skip' },
      });
      const again = await preferences('--out', path, '--style', 'conversational');
      expect([again.status, again.stderr]).toEqual([2, expect.stringContaining(`${path} is there already`)]);
      expect(await readFile(path, 'utf8')).toBe(written);
      expect((await preferences('--out', path, '--style', 'conversational', '--force')).status).toBe(0);
      expect(await readFile(path, 'utf8')).not.toBe(written);
      const none = await preferences('--out', join(folder, 'none.jsonl'), '--basis', 'hindsight');
      expect([none.status, none.stderr]).toEqual([
        1,
        expect.stringContaining('no preference by hindsight yet'),
      ]);
      expect(await readdir(folder)).toEqual(['taste.jsonl']);
    },
    SERVER_TEST_MS,
  );
});

describe('learn evaluate --log FILE --target FILE', () => {
  test(
    'needs no home, gives one document, and names file, line and value of what it refuses',
    async () => {
      const [log, target, empty] = ['log.jsonl', 'target.jsonl', 'no-home'].map((name) =>
        join(home, name),
      ) as [string, string, string];
      const lines = Array.from({ length: 200 }, (_, i) =>
        JSON.stringify({ id: i, context: {}, action: i % 2 ? 'a' : 'b', propensity: 0.5, reward: i % 2 }),
      );
      await writeFile(log, lines.join('\n'));
      await writeFile(target, JSON.stringify({ when: {}, probabilities: { a: 0.5, b: 0.5 } }));
      const evaluate = () =>
        tradeloop(empty, 'learn', 'evaluate', '--log', log, '--target', target, '--json');
      const { status, stdout, stderr } = await evaluate();
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const document = JSON.parse(stdout) as Record<string, unknown>;
      expect(Object.keys(document)).toEqual([
        ...['rows', 'actions', 'ess', 'max_weight_share', 'mean_weight', 'support', 'reasons', 'estimates'],
      ]);
      expect(document).toMatchObject({
        rows: 200,
        ess: 200,
        support: 'enough',
        estimates: { ips: { value: 0.5 } },
      });
      await writeFile(log, [...lines, lines[0]?.replace('0.5', '1.5')].join('\n'));
      const refused = await evaluate();
      expect(refused.status).toBe(1);
      const { error } = JSON.parse(refused.stdout) as { error: { name: string; message: string } };
      expect(error.name).toBe('FileRefused');
      expect(error.message).toContain('log.jsonl: line 201: propensity: 1.5: ');
      expect((await tradeloop(empty, 'learn', 'evaluate', '--log', log)).status).toBe(2);
    },
    SERVER_TEST_MS,
  );
});
