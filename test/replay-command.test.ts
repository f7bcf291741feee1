import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeSmallMarket } from './small-market.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, up } from './system.js';

let home: string;
const RANGE = ['--from', '2025-01-02', '--to', '2025-01-17'];
const PATCH = { base: 'bot', changes: [{ path: 'strikeSteps', from: null, to: 2 }] };

beforeAll(async () => {
  home = await makeHome();
  const { advice, ...files } = await writeSmallMarket(join(home, 'market'));
  const log = await readFile(advice, 'utf8');
  await writeFile(
    advice,
    log.replaceAll('"recommendation_id"', '"algorithm_version":"bot","recommendation_id"'),
  );
  await tradeloop(home, 'import', advice, ...Object.values(files), '--local');
  await tradeloop(home, 'backfill', ...RANGE, '--local');
  await writeFile(join(home, 'patch.json'), JSON.stringify(PATCH));
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

const replay = (...options: string[]) =>
  tradeloop(home, 'replay', '--patch', join(home, 'patch.json'), ...RANGE, ...options);

describe('replay --patch FILE', () => {
  test(
    'gives one document, of a running system the same as --local, and writes the lines that are asked for',
    async () => {
      const out = join(home, 'out');
      const local = await replay('--out', out, '--json', '--local');
      expect(local.status).toBe(0);
      const document = JSON.parse(local.stdout) as Record<string, unknown>;
      expect(Object.keys(document)).toEqual([
        ...[
          'base',
          'patch',
          'from',
          'to',
          'sessions',
          'advices_total',
          'advices_changed',
          'divergence_before',
        ],
        ...[
          'divergence_after',
          'divergence_after_low',
          'divergence_after_high',
          'became_consent',
          'ceased_consent',
        ],
        ...['cost', 'cost_low', 'cost_high', 'judged_weeks', 'worst_week', 'by_underlying', 'assumption'],
      ]);
      // Sold as advised; what became of the other advice is not known yet.
      expect(document).toMatchObject({
        ...{ base: 'bot', patch: PATCH, advices_total: 2, advices_changed: 2, sessions: 11 },
        ...{ divergence_before: 0, divergence_after: 1, became_consent: 0, ceased_consent: 1 },
        by_underlying: [{ underlying: 'XYZ', changed: 2, divergence_before: 0, divergence_after: 1 }],
      });
      const lines = (await readFile(join(out, 'replay.jsonl'), 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
        {
          recommendation_id: 'XYZ-2025-01-06',
          before: { strike: '105' },
          after: { strike: '110' },
          human: { strike: '105' },
        },
        {
          recommendation_id: 'XYZ-2025-01-13',
          before: { strike: '105' },
          after: { strike: '110' },
          human: null,
        },
      ]);
      await up(home);
      const running = await replay('--json');
      expect([running.status, JSON.parse(running.stdout)]).toEqual([0, document]);
    },
    SERVER_TEST_MS,
  );

  test('of a patch that is of another version, and fits this one, says so', async () => {
    const { stdout } = await replay('--base', 'v3.3');
    expect(stdout).toContain('\n  the patch is of bot; it fits v3.3\n');
    expect((await replay()).stdout).not.toContain('the patch is of');
  }, 60_000);

  test.each([
    ['{"base":"bot"', 'InvalidInput', 2, 'not JSON'],
    ['{"base":"bot","changes":[{"path":"strikeSteps","to":2}]}', 'InvalidInput', 2, 'changes.0.from'],
    [
      '{"base":"bot","changes":[{"path":"strikeSteps","from":1,"to":2}]}',
      'Stale',
      1,
      'strikeSteps is null, not 1',
    ],
    ['{"base":"v9.9","changes":[]}', 'NotFound', 1, 'v9.9'],
    [
      '{"base":"v3.3","changes":[{"path":"dte.min","from":7,"to":14}]}',
      'Stale',
      1,
      'dte.min is null, not 7 (it is of v3.3: give --base v3.3)',
    ],
  ])('refuses %s', async (text, name, status, message) => {
    const path = join(home, 'refused.json');
    await writeFile(path, text);
    const ran = await tradeloop(home, 'replay', '--patch', path, ...RANGE, '--json');
    expect(ran.status).toBe(status);
    const { error } = JSON.parse(ran.stdout) as { error: { name: string; message: string } };
    expect(error.name).toBe(name);
    expect(error.message).toContain(message);
  });
});
