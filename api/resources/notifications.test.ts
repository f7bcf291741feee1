import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filledAndEmpty } from '../../test/filled-and-empty.js';

const LOOP = '/api/v1/strategies/learning/v2/notifications';

const homes = filledAndEmpty();

interface Answer {
  verbose_count: number;
  smart_count: number;
  verbose_message: string;
  smart_message: string;
  by_account: Record<string, { verbose_count: number; smart_count: number }>;
}

async function preview(query = '') {
  return (await (await homes.filled.ask('GET', `${LOOP}/preview${query}`, { as: 'read' })).json()) as Answer;
}

describe('GET v2/notifications/preview', () => {
  test('gives the message of the latest week and what it still asks, counted by account', async () => {
    const both = await preview();
    expect(both.verbose_message).toContain('WEEKLY LEARNING SUMMARY (2025-W31)');
    expect(both.smart_message.split('\n').filter(Boolean)).toHaveLength(both.smart_count);
    const counts = Object.values(both.by_account);
    expect(counts.reduce((sum, { verbose_count }) => sum + verbose_count, 0)).toBe(both.verbose_count);
    expect(counts.reduce((sum, { smart_count }) => sum + smart_count, 0)).toBe(both.smart_count);
    expect(await preview('?mode=verbose')).toMatchObject({ smart_count: 0, smart_message: '' });
    expect(await preview('?mode=smart')).toMatchObject({ verbose_count: 0, verbose_message: '' });
  });
});

describe('POST v2/notifications/send', () => {
  const send = (body: object) => homes.filled.ask('POST', `${LOOP}/send`, { body });

  test('sends by all ways, again too; as a dry run, and with nothing to send, nothing', async () => {
    expect(await (await send({ dry_run: true })).json()).toMatchObject({
      status: 'dry_run',
      messages_sent: [],
    });
    expect(homes.filled.sent).toEqual([]);
    for (const times of [2, 4]) {
      const answer = await (await send({ scan_type: 'evening' })).json();
      expect(answer).toMatchObject({
        status: 'sent',
        messages_sent: [
          { way: 'person', ok: true, problem: null },
          { way: 'file', ok: true, problem: null },
        ],
      });
      expect(homes.filled.sent).toHaveLength(times);
      expect(homes.filled.sent.at(-1)?.text).toMatch(/^QUESTIONS of week 2025-W\d\d, not answered yet\n1\. /);
    }
    expect(homes.filled.logged.join('\n')).toContain('evening');
    const nothing = await homes.empty.ask('POST', `${LOOP}/send`);
    expect(await nothing.json()).toMatchObject({ status: 'no_notifications', messages_sent: [] });
  });
});

test('GET v2/notifications/preview counts an account whatever it is called', async () => {
  const names = ['__proto__', 'constructor'];
  const path = join(homes.filled.dir, 'any.recommendations.csv');
  const lines = names.map((name) => `of-${name},2025-07-29T14:00:00Z,${name},v3.3,hold,AQLO`);
  const head = 'recommendation_id,sent_at,account,algorithm_version,action,underlying';
  await writeFile(path, [head, ...lines, ''].join('\n'));
  const { steps } = homes.filled.opened;
  await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  await steps.reconcileRange({});
  const { by_account } = await preview();
  expect(Object.keys(by_account)).toEqual(expect.arrayContaining(names));
  for (const name of names)
    expect(Object.getOwnPropertyDescriptor(by_account, name)?.value).toEqual({
      ...{ verbose_count: 1, smart_count: 0 },
    });
  expect(Object.keys(Object.prototype)).toEqual([]);
});
