import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TradeloopError } from '../domain/errors.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { homePaths } from '../store/home/home.js';
import { published } from '../test/candidate-row.js';
import { atMost, runs } from '../test/runs.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import type { AlgorithmInput, DecideInput } from './algorithm-reports.js';

const TABLES = ['candidates', 'decisions', 'algorithm_versions', 'algorithm_changes'];
const DAYS = sessionsBetween('2025-03-03', '2025-03-21');
const PATHS = ['strikeSteps', 'minimumBuyBack', 'roll.strikeSteps'];
const IDS = PATHS.map((_, n) => `candidate${n}`);

type Deed =
  | ({ deed: 'decide' } & Pick<DecideInput, 'decision'> & { which: number; effective: string | null })
  | { deed: 'rollback' | 'keep' | 'adopt'; effective: string | null }
  | { deed: 'import'; day: string }
  | { deed: 'reopen' | 'rebuild' };

const WHICH = fc.nat(IDS.length - 1);
const EFFECTIVE = fc.option(fc.constantFrom(...DAYS), { freq: 2 });
const DEED: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    deed: fc.constant('decide' as const),
    decision: fc.constantFrom(
      'implement' as const,
      'implement' as const,
      'defer' as const,
      'reject' as const,
    ),
    which: WHICH,
    effective: EFFECTIVE,
  }),
  fc.record({
    deed: fc.constantFrom('rollback' as const, 'keep' as const, 'adopt' as const),
    effective: EFFECTIVE,
  }),
  fc.record({ deed: fc.constant('import' as const), day: fc.constantFrom(...DAYS) }),
  fc.record({ deed: fc.constantFrom('reopen' as const, 'rebuild' as const) }),
);

const SAID = { at: '2025-03-08T17:00:00Z', by: 'ann' };

class Life {
  private constructor(
    readonly dir: string,
    private opened: OpenSteps,
  ) {}

  static async begun(): Promise<Life> {
    const dir = await mkdtemp(join(tmpdir(), 'registry-'));
    const facts = IDS.map((candidate_id, n) => {
      const changes = [{ path: PATHS[n], from: null, to: 1 }];
      return published({ candidate_id, patch: JSON.stringify({ base: 'v3.3', changes }) });
    });
    await (await openSteps(dir)).close();
    await writeFile(homePaths(dir).journal, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
    return new Life(dir, await openSteps(dir));
  }

  async live(deed: Deed, n: number): Promise<void> {
    try {
      await this.act(deed, n);
    } catch (error) {
      if (!(error instanceof TradeloopError)) throw error;
    }
  }

  private async act(deed: Deed, n: number): Promise<unknown> {
    const { steps } = this.opened;
    const asked = { ...SAID, request: `deed ${n}` };
    switch (deed.deed) {
      case 'decide':
        return steps.decideCandidate({
          ...{ ...SAID, id: IDS[deed.which] ?? '', decision: deed.decision, revision: null, reason: 'so' },
          ...{ until: deed.decision === 'defer' ? '2025-04-01' : null, acceptCost: false, isAtGiven: false },
          ...{ effective: deed.decision === 'implement' ? deed.effective : null, watchWeeks: 6 },
          ...{ onBreach: 'revert', weeklyLossLimit: null },
        });
      case 'rollback':
        return steps.changeAlgorithm({
          ...asked,
          change: 'rollback',
          version: null,
          reason: null,
          effective: deed.effective,
        });
      case 'keep':
        return steps.changeAlgorithm({ ...asked, change: 'keep', version: null, effective: deed.effective });
      case 'adopt': {
        const theirs = { change: 'adopt', version: 'acme-1', file: 'p.json', text: '{}' } as const;
        return steps.changeAlgorithm({
          ...asked,
          ...theirs,
          effective: deed.effective,
        } satisfies AlgorithmInput);
      }
      case 'import': {
        const path = join(this.dir, 'bars.jsonl');
        const prices = { open: 9, high: 9, low: 9, close: 9 };
        await writeFile(
          path,
          `${JSON.stringify({ symbol: 'F', interval: '1d', ts: deed.day, ...prices })}\n`,
        );
        return steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
      }
      case 'rebuild':
        return steps.rebuildWarehouse({});
      case 'reopen':
        return this.reopen();
    }
  }

  async reopen(between: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    await this.opened.close();
    await between();
    this.opened = await openSteps(this.dir);
  }

  /** What the bot reads, and the tables. */
  async state(): Promise<string[]> {
    const texts = [await readFile(homePaths(this.dir).currentAlgorithm, 'utf8')];
    for (const table of TABLES) {
      const { path } = await this.opened.steps.exportTable({ table, format: 'jsonl' });
      texts.push(await readFile(path, 'utf8'));
    }
    return texts;
  }

  async end(): Promise<void> {
    await this.opened.close();
    await rm(this.dir, { recursive: true });
  }
}

const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const entriesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

/** Whether the last lines are an implementation: the decision, the version, the change. */
function endsWithDecision(lines: readonly string[]): boolean {
  const [decided, , change] = lines
    .slice(-3)
    .map((line) => JSON.parse(line) as { row: Record<string, unknown> });
  return (
    typeof change?.row['decision_id'] === 'string' &&
    change.row['decision_id'] === decided?.row['decision_id']
  );
}

describe('the registry', () => {
  test(
    'whatever is decided, imported and rolled back: the same bytes from a warehouse made anew; a decision whose lines were torn was never made, and what lines of their own lack is made up',
    () =>
      fc.assert(
        fc.asyncProperty(fc.array(DEED, { maxLength: 8 }), fc.nat(2), async (deeds, lost) => {
          const life = await Life.begun();
          try {
            for (const [n, deed] of deeds.entries()) await life.live(deed, n);
            const { journal, warehouse } = homePaths(life.dir);
            const [state, lines] = [
              await life.state(),
              (await readFile(journal, 'utf8')).trimEnd().split('\n'),
            ];
            await life.reopen(() => rm(warehouse));
            expect(await life.state()).toEqual(state);
            if (!endsWithDecision(lines)) return;
            const left = lines.slice(0, lines.length - lost);
            await life.reopen(() => writeFile(journal, asText(left)));
            const whole = lost === 0 ? lines : lines.slice(0, -3);
            expect((await readFile(journal, 'utf8')).trimEnd().split('\n')).toEqual(whole);
            await life.reopen(() => writeFile(journal, asText(left.map((line) => line.trimEnd()))));
            expect(entriesOf(await readFile(journal, 'utf8'))).toEqual(entriesOf(asText(lines)));
            expect(await life.state()).toEqual(state);
          } finally {
            await life.end();
          }
        }),
        runs(6, { sharing: 1 }),
      ),
    atMost(120_000),
  );
});
