import { expect, test } from '@jest/globals';
import type { RunFile } from '../workers/running/run-file.js';
import { upLines } from './up.js';

const RUN = {
  ...{ server: { pid: 1 }, address: '127.0.0.1:7233', ui_url: null, ui_findable: false },
  api_url: 'http://localhost:8001',
} as unknown as RunFile;

test('upLines(home, run) name commands that find the home that is given, and none of the default one', () => {
  const named = (homeGiven: boolean) =>
    upLines({ home: '/trades', homeGiven }, RUN)
      .join('\n')
      .match(/"npx [^"]+"/g);
  expect(named(true)).toEqual([
    '"npx tradeloop dashboard --home /trades"',
    '"npx tradeloop token create --name NAME --home /trades"',
    '"npx tradeloop ui --home /trades"',
  ]);
  expect(named(false)?.join(' ')).not.toContain('--home');
});
