import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import type { Fact } from '../store/home/journal.js';
import { knownBefore } from './carrying.js';
import type { ApiParts } from './parts.js';

const KEYED = { idempotency_key: 'k', request: 'a.1' };
const said = (at: string, request: string) =>
  ({ fact: 'epoch_set', by: 'ann', min_valid_date: null, at, ...KEYED, request }) as Fact;

test('knownBefore(parts, keyed) gives what the newest request of the day wrote down', async () => {
  const old = said('2025-01-04T12:00:00Z', 'a.0');
  const both = [said('2025-01-06T10:00:00Z', 'a.1'), said('2025-01-06T10:00:01Z', 'a.1')];
  const known = (lines: Fact[]) => {
    const parts = {
      facts: { saidWith: () => Promise.resolve(lines) },
      commands: { runWith: () => Promise.resolve(undefined) },
      home: homePaths(mkdtempSync(join(tmpdir(), 'carrying-'))),
      clock: () => new Date('2025-01-06T12:00:00Z'),
    } as unknown as ApiParts;
    return knownBefore(parts, KEYED, { isRun: false });
  };
  expect(await known([old, ...both])).toEqual({ request: 'a.1', at: '2025-01-06T10:00:01Z', facts: both });
  expect(await known([old])).toBeUndefined();
});
