import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { V3_3 } from '../domain/algorithm/algorithm-parameters.js';
import { checkParameters } from '../domain/algorithm/check-parameters.js';
import { adviceWindow } from '../domain/advice/advice-window.js';
import { nextVersion } from '../domain/algorithm/next-version.js';
import { applyChanges, differences, type Change } from '../domain/algorithm/parameter-patch.js';
import { withoutDefaults } from '../domain/algorithm/parameter-set.js';
import { advise } from '../domain/algorithm/reference-algorithm.js';
import type { ChangedAdvice } from '../domain/candidates/changed-advice.js';
import { prepareReplay, type PreparedReplay } from '../domain/candidates/prepare-replay.js';
import { BUILT_IN, versionOf } from '../domain/registry/registry.js';
import { addDays } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';
import type { Replay } from '../domain/candidates/replay.js';
import { replayInputs } from './replay-inputs.js';
import { InvalidInput, NotFound, Stale } from '../domain/errors.js';
import { priceHistory } from '../domain/market/price-history.js';
import { positionsBefore } from '../domain/positions/positions.js';
import { knownMornings } from '../domain/preferences/known-mornings.js';
import { recordJson } from '../domain/records/record-json.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { earningsDays } from '../store/derived/patterns.js';
import { homePaths } from '../store/home/home.js';
import { executionsOfCalls } from '../store/inputs/executions.js';
import { contentsOf } from '../store/inputs/description.js';
import { readMarket } from '../store/inputs/market.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { importSample, SAMPLE_RANGE } from '../test/sample-home.js';
import { openSteps } from './make-steps.js';
import { replaySteps } from './replay.js';
import type { ReplayInput } from './algorithm-reports.js';

const HOME_MS = 120_000;
let dir: string;
let store: Store;
const homes: Store[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'replay-'));
  store = await matchedHome();
}, HOME_MS);

afterAll(async () => {
  for (const home of homes) await closeStore(home);
  await rm(dir, { recursive: true });
});

/** The last week of it has advice that is pending. */
const RANGE = { from: '2025-06-02', to: '2025-11-16' };

function replay(changes: Change[], given: Partial<ReplayInput> = {}) {
  return replaySteps(store).replayPatch({
    ...RANGE,
    patch: { base: 'v3.3', changes },
    ...{ base: null, underlyings: [], lines: false },
    ...given,
  });
}

/** How many decisions the published weeks of the range have, and how many of them diverge. */
async function published({ warehouse }: Store) {
  const [sums] = await warehouse.rows<{ decisions: number; diverged: number }>(
    `SELECT sum(active)::INTEGER AS decisions, sum(active_modified + active_refused)::INTEGER AS diverged FROM (
       FROM weekly_summaries WHERE week <= 46 QUALIFY row_number() OVER (PARTITION BY week ORDER BY revision DESC) = 1)`,
  );
  return sums as { decisions: number; diverged: number };
}

const STEPS_UP: Change = { path: 'strikeSteps', from: null, to: 2 };
const PATCHES: Record<string, Change[]> = {
  'two strikes higher': [STEPS_UP],
  'a week longer, nothing under a quarter, no Friday rolls': [
    { path: 'dte.min', from: 7, to: 14 },
    { path: 'dte.max', from: 14, to: 21 },
    { path: 'minimumPremium', from: 0.1, to: 0.25 },
    { path: 'quiet.rollWeekdays', from: null, to: [5] },
    { path: 'quiet.beforeEarningsSessions', from: null, to: 3 },
    { path: 'bySymbol.LYRE.quantityShare', from: null, to: 0.5 },
    { path: 'bySymbol.KELP.advises', from: null, to: false },
    { path: 'byRegime', from: null, to: [{ when: 'dte_short', set: { minimumBuyBack: 0.05 } }] },
  ],
};

describe('replayPatch({ patch, from, to })', () => {
  test('of no change gives the divergence that the weeks have', async () => {
    const { document, decisions, diverged_before, diverged_after } = await replay([]);
    const { decisions: active, diverged } = await published(store);
    expect({ decisions, diverged_before, diverged_after }).toEqual({
      decisions: active,
      diverged_before: diverged,
      diverged_after: diverged,
    });
    expect(document).toMatchObject({
      base: 'v3.3',
      advices_changed: 0,
      divergence_before: Number((diverged / active).toFixed(9)),
      divergence_after: Number((diverged / active).toFixed(9)),
      became_consent: 0,
      ceased_consent: 0,
      cost: null,
      judged_weeks: 0,
      worst_week: null,
    });
  });

  test.each(Object.entries(PATCHES))(
    '%s: gives the decisions that matching finds of the changed advice, as a log of its own',
    async (_name, changes) => {
      const { document, diverged_after } = await replay(changes);
      expect(await published(await changedHome(changes))).toEqual({
        decisions: Math.round(diverged_after / (document.divergence_after ?? 1)),
        diverged: diverged_after,
      });
    },
    HOME_MS,
  );

  test(
    'differs from it where a roll would not be seen as one without advice to roll, and then diverges more',
    async () => {
      const changes = [{ path: 'roll.enabled', from: null, to: false }];
      const { diverged_after } = await replay(changes);
      const { diverged } = await published(await changedHome(changes));
      expect([diverged_after, diverged]).toEqual([119, 112]);
    },
    HOME_MS,
  );

  test('writes nothing but that a patch was replayed, once for each', async () => {
    const tables = () => contentsOf(store.warehouse);
    const before = await tables();
    const { patches_replayed: first } = await replay([STEPS_UP]);
    const { patches_replayed: again } = await replay([STEPS_UP], { underlyings: ['DRFT'] });
    const { patches_replayed: other } = await replay([{ ...STEPS_UP, to: 1 }]);
    expect([again - first, other - first]).toEqual([0, 1]);
    expect(await tables()).toEqual(before);
  });

  test('with lines writes each piece of advice that is changed, and what was done', async () => {
    const report = await replay([STEPS_UP], { underlyings: ['DRFT'], lines: true });
    const lines = (await readFile(report.file?.path ?? '', 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ChangedAdvice);
    expect([report.file?.rows, lines.length]).toEqual([
      report.document.advices_changed,
      report.document.advices_changed,
    ]);
    expect(report.document.by_underlying.map(({ underlying }) => underlying)).toEqual(['DRFT']);
    const answered = lines.filter(({ human }) => human !== null);
    expect(answered.length).toBeGreaterThan(3);
    // The person of the sample sells two strikes higher there.
    for (const { after, human, diverges_after } of answered.filter(({ before }) => before !== null))
      if (after?.strike === human?.strike) expect(diverges_after).toBe(false);
    // A decision has several pieces of advice, each with a line.
    const met = answered.filter(({ diverges_before, diverges_after }) => diverges_before && !diverges_after);
    expect(met.length).toBeGreaterThanOrEqual(report.document.became_consent);
  });

  test.each([
    [{ base: 'v9.9' }, NotFound, 'no version "v9.9"; there are v3.3'],
    [{ patch: { base: 'v9.8', changes: [] } }, NotFound, 'no version "v9.8"; there are v3.3'],
    [
      { patch: { base: 'v3.3', changes: [{ path: 'minimumPremium', from: 0.2, to: 0.3 }] } },
      Stale,
      'the patch is not from v3.3: minimumPremium is 0.1, not 0.2',
    ],
    [
      { patch: { base: 'v3.3', changes: [{ path: 'strikeSteps', from: null, to: 11 }] } },
      InvalidInput,
      'the patch makes no valid parameters: strikeSteps: Too big: expected number to be <=10: 11',
    ],
    [{ underlyings: ['NONE'] }, InvalidInput, 'no underlying "NONE"; there are'],
  ])('refuses %j', async (given, Named, message) => {
    const refused = await replay([], given).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Named);
    expect((refused as Error).message).toContain(message);
  });
});

describe('prepareReplay(inputs)', () => {
  test.each(Object.entries(PATCHES))(
    '%s: what the changed version comes to is the same as a base and as a change',
    async (_name, changes) => {
      const base = versionOf(BUILT_IN);
      const next = nextVersion(base, { base: base.version, changes }, []);
      if (next.kind !== 'made') throw new Error(next.kind);
      const versions = new Map([base, next.version].map((one) => [one.version, one]));
      const asked = { ...RANGE, underlyings: [], algorithm: 'reference' as const, versions };
      const prepared = prepareReplay(await replayInputs(store, asked));
      const { replay: changed } = prepared.replay(base, changes, RANGE);
      const { replay: again } = prepared.replay(next.version, [], RANGE);
      const back = next.version.parameters;
      const { replay: takenBack } = prepared.replay(next.version, differences(back, base.parameters), RANGE);
      expect([again.divergence_before, again.diverged_before]).toEqual([
        changed.divergence_after,
        changed.diverged_after,
      ]);
      expect([takenBack.diverged_after, takenBack.divergence_after]).toEqual([
        changed.diverged_before,
        changed.divergence_before,
      ]);
      expect(takenBack.advices_changed).toBe(changed.advices_changed);
      // What the one loses the other gains. Not as much: of a log's episode one week's advice is compared.
      expect(Math.sign(takenBack.cost ?? 0)).toBe(-Math.sign(changed.cost ?? 0));
    },
  );

  test(
    'a log of another algorithm is its own base, and is moved as its adjustments say',
    async () => {
      const path = join(dir, 'bot.recommendations.jsonl');
      const log = await changedLog([]);
      await writeFile(path, log.replaceAll('"algorithm_version":"v3.3"', '"algorithm_version":"bot-7"'));
      const bot = await matchedHome(path);
      const asked = { ...RANGE, base: null, underlyings: [], lines: false };
      const replayOf = (changes: Change[]) =>
        replaySteps(bot).replayPatch({ ...asked, patch: { base: 'bot-7', changes } });
      const none = await replayOf([]);
      const { decisions, diverged } = await published(bot);
      expect(none.document.base).toBe('bot-7');
      expect([none.decisions, none.diverged_after]).toEqual([decisions, diverged]);
      const own = await replayOf([STEPS_UP]);
      const reference = await replay([STEPS_UP]);
      // It does not know that a premium may be too small for the reference algorithm.
      expect(own.document.advices_changed).toBeGreaterThan(200);
      expect(Math.abs(own.document.became_consent - reference.document.became_consent)).toBeLessThan(3);
      expect(own.diverged_before).toBe(reference.diverged_before);
      await expect(
        replaySteps(bot).replayPatch({
          ...asked,
          patch: { base: 'v3.3', changes: [{ path: 'dte.min', from: 7, to: 14 }] },
        }),
      ).rejects.toThrow('the patch is not from bot-7: dte.min is null, not 7');
    },
    HOME_MS,
  );
});

describe('prepareReplay(inputs, before)', () => {
  test('keeps what was found before, and gives from Saturday to Saturday what it would give without', async () => {
    const base = versionOf(BUILT_IN);
    const asked = { ...RANGE, underlyings: [], algorithm: 'reference' as const };
    const all = await replayInputs(store, { ...asked, versions: new Map([[base.version, base]]) });
    let before: PreparedReplay | undefined;
    for (let to = '2025-08-03'; to <= RANGE.to; to = addDays(to, 7)) {
      const from = addDays(to, -62);
      const isWithin = (day: string) => day >= from && day <= to;
      const inputs = {
        ...all,
        sessions: all.sessions.filter(({ date }) => isWithin(date)),
        advice: all.advice.filter(({ trading_date }) => isWithin(trading_date)),
      };
      const prepared = prepareReplay(inputs, before);
      const weeks = { from: weekOf(from), to: weekOf(to) };
      for (const changes of Object.values(PATCHES))
        expect(prepared.replayer(base)(changes, weeks)).toEqual(
          prepareReplay(inputs).replayer(base)(changes, weeks),
        );
      before = prepared;
    }
  });
});

describe('the replayer of what is prepared', () => {
  test('looks at a week as it was known at its end, whatever is known since', async () => {
    const base = versionOf(BUILT_IN);
    const asked = { ...RANGE, underlyings: [], algorithm: 'reference' as const };
    const all = await replayInputs(store, { ...asked, versions: new Map([[base.version, base]]) });
    const to = '2025-09-07';
    const known = (day: string) => day <= to;
    const then = prepareReplay({
      ...all,
      sessions: all.sessions.filter(({ date }) => known(date)),
      advice: all.advice
        .filter(({ trading_date }) => known(trading_date))
        .map((one) =>
          known(adviceWindow(one).closes_on) ? one : { ...one, match_type: 'pending' as const },
        ),
      trades: new Map(
        [...all.trades].map(([of, own]) => [of, own.filter(({ at }) => known(at.slice(0, 10)))]),
      ),
      knownThrough: () => to,
    });
    const weeks = { from: '2025-W24', to: weekOf(to) };
    for (const changes of Object.values(PATCHES)) {
      const [now, before] = [prepareReplay(all), then].map((one) => one.replayer(base)(changes, weeks));
      const counts = ({ decisions, diverged_before, diverged_after }: Replay) => [
        decisions,
        diverged_before,
        diverged_after,
      ];
      expect(counts(now as Replay)).toEqual(counts(before as Replay));
    }
  });
});

/** A home of the sample, matched and published; with the advice of a file in place of its own where one is given. */
async function matchedHome(advice?: string): Promise<Store> {
  const path = join(dir, `home ${homes.length}`);
  const { steps, close } = await openSteps(path);
  await importSample(steps, advice);
  await steps.reconcileRange(SAMPLE_RANGE);
  await steps.trackOutcomes({ through: SAMPLE_RANGE.to });
  await steps.aggregateWeek({ range: SAMPLE_RANGE });
  await close();
  const home = await openStore(homePaths(path));
  homes.push(home);
  return home;
}

/** The same with the changed advice as its log. */
async function changedHome(changes: Change[]): Promise<Store> {
  const path = join(dir, `${homes.length}.recommendations.jsonl`);
  await writeFile(path, await changedLog(changes));
  return matchedHome(path);
}

/** What the reference algorithm would have advised on what was held. */
async function changedLog(changes: Change[]): Promise<string> {
  const applied = applyChanges(withoutDefaults(V3_3), changes);
  const checked = applied.kind === 'applied' ? checkParameters(applied.parameters) : undefined;
  if (!checked?.ok) throw new Error('no parameters');
  const executions = await executionsOfCalls(store.warehouse, { ...SAMPLE_RANGE, account: null });
  const market = await readMarket(store.warehouse, {
    symbols: [
      ...new Set(executions.flatMap(({ underlying, to_underlying }) => [underlying, to_underlying ?? ''])),
    ],
    ...{ from: '2025-01-01', to: SAMPLE_RANGE.to, offScale: new Map() },
  });
  const bars = new Map([...market].map(([symbol, daily]) => [symbol, priceHistory(daily)]));
  const known = knownMornings({ histories: bars, earnings: await earningsDays(store.warehouse) });
  const heldBefore = positionsBefore(executions);
  return sessionsBetween(SAMPLE_RANGE.from, SAMPLE_RANGE.to)
    .flatMap((date) => {
      const situation = { date, positions: heldBefore(date), bars, parameters: checked.value };
      return advise({ ...situation, known: (underlying) => known(underlying, date) }).recommendations;
    })
    .map((one) => `${JSON.stringify(recordJson('recommendations', one))}\n`)
    .join('');
}
