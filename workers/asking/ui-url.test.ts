import { expect, test } from '@jest/globals';
import { uiUrlOf } from './ui-url.js';

const INFO = { workflowId: 'backfill:2025-01-06..2025-02-07', runId: 'a1' };

test('uiUrlOf(run, info) is where the UI shows a run, without the token of its link; null where it is not up', () => {
  const ui_url = 'http://127.0.0.1:8233/?token=secret';
  expect(uiUrlOf({ ui_url, namespace: 'default' }, INFO)).toBe(
    'http://127.0.0.1:8233/namespaces/default/workflows/backfill%3A2025-01-06..2025-02-07/a1/history',
  );
  expect(uiUrlOf({ ui_url: null, namespace: 'default' }, INFO)).toBeNull();
  expect(uiUrlOf(undefined, INFO)).toBeNull();
});
