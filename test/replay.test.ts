import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import * as workflows from '../workflows/registered.js';
import { savedHistories } from './saved-histories.js';

const codePath = join(import.meta.dirname, '..', 'dist', 'workflows', 'bundle.js');
Runtime.install({ logger: new DefaultLogger('WARN') });
const saved = await savedHistories();

describe('saved histories', () => {
  test('there is one of every workflow', () => {
    const told = new Set(saved.map(({ name }) => basename(name).split('-')[0]));
    expect([...told].sort()).toEqual(Object.keys(workflows).sort());
  });

  test.each(saved)('$name: the workflow as it is now would have decided the same', async ({ history }) => {
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, history);
  });
});
