import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import type { Fact } from '../store/home/journal.js';
import { CANDIDATE, published } from '../test/candidate-row.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import type { DecideInput } from './algorithm-reports.js';

const TABLES = ['candidates', 'decisions', 'algorithm_versions', 'algorithm_changes'];
const OTHER = 'c0ffee11c0ffee11';

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'decide-'));
  await (await openSteps(dir)).close();
  await addFacts(published());
  const strikes = JSON.stringify({ base: 'v3.3', changes: [{ path: 'strikeSteps', from: null, to: 2 }] });
  await addFacts(published({ candidate_id: OTHER, patch: strikes, flags: ['costly'] }));
  opened = await openSteps(dir);
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

/** As a process leaves it that is killed once the journal has them. */
const addFacts = (...facts: Fact[]) =>
  appendFile(homePaths(dir).journal, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));

const INPUT: DecideInput = {
  ...{ id: CANDIDATE.candidate_id, decision: 'implement', revision: null, until: null, reason: null },
  ...{ acceptCost: false, effective: null, watchWeeks: 6, onBreach: 'revert', weeklyLossLimit: null },
  ...{ at: '2025-03-08T17:00:00Z', isAtGiven: true, by: 'ann' },
};
const decide = (input: Partial<DecideInput> = {}) => opened.steps.decideCandidate({ ...INPUT, ...input });
const journal = () => readFile(homePaths(dir).journal, 'utf8');

async function exports(): Promise<string[]> {
  const texts: string[] = [await readFile(homePaths(dir).currentAlgorithm, 'utf8')];
  for (const table of TABLES) {
    const { path } = await opened.steps.exportTable({ table, format: 'jsonl' });
    texts.push(await readFile(path, 'utf8'));
  }
  return texts;
}

describe('decideCandidate(input)', () => {
  test('to implement writes the decision, then the version and the change, and gives all three', async () => {
    const report = await decide({ weeklyLossLimit: '1500', reason: 'too short for me' });
    expect(report).toMatchObject({
      decision: {
        decision: 'implement',
        version: 'v3.4',
        effective_from: '2025-03-10',
        weekly_loss_limit: '1500',
      },
      candidate: { candidate_id: CANDIDATE.candidate_id, status: 'implemented', patch: { base: 'v3.3' } },
      version: 'v3.4',
      repeated: false,
    });
    const kinds = (await journal())
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Fact).fact);
    expect(kinds.slice(-3)).toEqual(['candidate_decided', 'algorithm_version', 'algorithm_change']);
    expect(JSON.parse(await readFile(homePaths(dir).currentAlgorithm, 'utf8'))).toMatchObject({
      version: 'v3.4',
      parameters: { dte: { min: 14, max: 21 } },
    });
  });

  test('the same again is repeated and writes nothing; another after it is a Conflict', async () => {
    const first = await decide();
    const before = await journal();
    expect(await decide({ isAtGiven: false, at: '2025-03-09T17:00:00Z' })).toEqual({
      ...first,
      repeated: true,
    });
    await expect(decide({ decision: 'reject', reason: 'no' })).rejects.toMatchObject({ name: 'Conflict' });
    expect(await journal()).toBe(before);
  });

  test('several on one Saturday make several versions, each with the patches before it', async () => {
    await decide();
    await decide({ id: OTHER, acceptCost: true });
    expect(JSON.parse(await readFile(homePaths(dir).currentAlgorithm, 'utf8'))).toMatchObject({
      version: 'v3.5',
      parameters: { dte: { min: 14, max: 21 }, strikeSteps: 2 },
    });
  });

  test.each([
    ['a costly one', { id: OTHER }, 'CostNotAccepted'],
    ['an id that several have', { id: 'c0ffee' }, 'Ambiguous'],
    ['an id that none has', { id: 'abcdef' }, 'NotFound'],
    ['too short an id', { id: 'c0ffe' }, 'InvalidInput'],
    ['a revision of before', { revision: 9 }, 'Stale'],
  ])('refuses %s, and writes nothing', async (_, input, name) => {
    const before = await journal();
    await expect(decide(input)).rejects.toMatchObject({ name });
    expect(await journal()).toBe(before);
  });

  test('deferred, then implemented: two decisions of one candidate', async () => {
    expect(await decide({ decision: 'defer', until: '2025-04-01' })).toMatchObject({
      candidate: { status: 'deferred' },
      version: null,
    });
    expect(await decide()).toMatchObject({ candidate: { status: 'implemented' }, version: 'v3.4' });
  });
});

describe('opening a home', () => {
  /** As a kill leaves it that comes when so many lines of the last decision are written. */
  async function killedAfter(lines: readonly string[], count: number): Promise<void> {
    await opened.close();
    await writeFile(homePaths(dir).journal, `${lines.slice(0, lines.length - 3 + count).join('\n')}\n`);
    await rm(homePaths(dir).warehouse);
    opened = await openSteps(dir);
  }

  test.each([1, 2])(
    'of which a kill left the first %i lines of a decision knows nothing of it, and takes it again',
    async (count) => {
      const untouched = await journal();
      await decide();
      const [whole, lines] = [await exports(), (await journal()).slice(0, -1).split('\n')];
      await killedAfter(lines, count);
      expect(await journal()).toBe(untouched);
      expect(await decide()).toMatchObject({ repeated: false });
      expect(await exports()).toEqual(whole);
    },
  );

  test.each([1, 2, 3])(
    'whose journal, by an earlier program, has the first %i lines of a decision comes to the same bytes',
    async (count) => {
      await decide();
      const [whole, text] = [await exports(), await journal()];
      // Lines that belong together were not marked as such.
      const lines = text.trimEnd().split('\n');
      await killedAfter(
        lines.map((line) => line.trimEnd()),
        count,
      );
      expect((await journal()).replaceAll(' \n', '\n')).toBe(text.replaceAll(' \n', '\n'));
      expect(await exports()).toEqual(whole);
      await opened.steps.rebuildWarehouse({});
      expect(await exports()).toEqual(whole);
    },
  );
});
