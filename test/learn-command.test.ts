import { mkdir, writeFile } from 'node:fs/promises';
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

const features = (...options: string[]) => tradeloop(home, 'learn', 'features', ...options);

describe('learn features', () => {
  test(
    'gives one document, of a running system the same as --local',
    async () => {
      const local = await features('--json', '--local');
      expect(local).toMatchObject({ status: 0, stderr: '' });
      const document = JSON.parse(local.stdout) as Record<string, unknown>;
      expect(Object.keys(document)).toEqual(['spec_id', 'specification', 'rows', 'features']);
      expect(document).toMatchObject({ rows: 2, features: expect.arrayContaining([]) as unknown });
      const lines = (await features('--local')).stdout;
      expect(lines).toContain('features of 2 scenarios');
      expect(lines).toMatch(/return_20 +bars: return over 20 +2 +0 %/);
      await up(home);
      expect(JSON.parse((await features('--json')).stdout)).toEqual(document);
      await tradeloop(home, 'down');
    },
    SERVER_TEST_MS,
  );

  test('prints with --default what can be saved, and refuses what is saved and is none with exit status 1', async () => {
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
  }, 60_000);
});
