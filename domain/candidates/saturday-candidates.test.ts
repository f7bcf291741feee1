import { describe, expect, test } from '@jest/globals';
import { V3_3 } from '../algorithm/algorithm-parameters.js';
import { nextVersion, type Version } from '../algorithm/next-version.js';
import type { Change, Patch } from '../algorithm/parameter-patch.js';
import { withoutDefaults } from '../algorithm/parameter-set.js';
import { guardedDivergence } from '../evidence/divergence-guard.js';
import { habitsByWeek } from '../preferences/patterns.js';
import type { Ask, WeekDecision } from '../preferences/week-decision.js';
import { contentOf, registryOf } from '../registry/registry.js';
import type { VersionRow } from '../registry/registry-rows.js';
import { replayed } from '../../test/replayed.js';
import { addDays } from '../time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../time/iso-week.js';
import type { CandidateRow, DecidedCandidate } from './candidate-row.js';
import type { Replay } from './replay.js';
import { roundStarts } from './round-starts.js';
import { saturdayCandidates } from './saturday-candidates.js';

const FIRST = '2025-W02';
const V3: Version = { algorithm: 'reference', version: 'v3.3', parameters: withoutDefaults(V3_3) };

function weekAt(number: number): IsoWeek {
  return shiftWeek(FIRST, number - 1);
}

/** A decision of a week, counted from 1, asked for once on a weekday. */
function decision(
  number: number,
  given: Partial<WeekDecision> & { ask?: Partial<Ask>; weekday?: number } = {},
): WeekDecision {
  const { ask, weekday = 1, ...fields } = given;
  const session = addDays(weekRange(weekAt(number)).from, weekday - 1);
  const refused = fields.refused ?? false;
  const weeks = fields.change?.weeks ?? 0;
  return {
    ...{ week: weekAt(number), underlying: 'SOFI', action: 'roll', versions: ['v3.3'], weeksBefore: 0 },
    ...{ refused, modified: weeks !== 0, priceOnly: false, matter: '', leaves: null },
    asks: [
      {
        session,
        askedBefore: 0,
        answered: !refused,
        premium: null,
        captured: null,
        earningsIn: null,
        ...ask,
      },
    ],
    change: refused ? null : { weeks: 0, strikes: 0, quantityRatio: 1 },
    ...{ hours: null, notional: 5_000, regimes: [], judged: null },
    ...fields,
  };
}

const NAMES = ['AMC', 'F', 'NIO', 'SOFI'];

/** Rolls of a week, most of them a week later than advised: what each came to beside the advice is known at its end. */
function shifted(
  number: number,
  { by = 1, moved = 7, kept = 2, loses = 0, versions = ['v3.3'] } = {},
): WeekDecision[] {
  return Array.from({ length: moved + kept }, (_, i) =>
    decision(number, {
      versions,
      underlying: NAMES[i % NAMES.length] as string,
      change: { weeks: i < moved ? by : 0, strikes: 0, quantityRatio: 1 },
      judged: {
        difference: ((i * 5 + number) % 7) / 100 - 0.03 - loses,
        on: weekRange(weekAt(number)).to,
      },
    }),
  );
}

const REPLAYED = replayed();

interface World {
  /** Decisions of a week, by the version in force. */
  decisions: (number: number, version: Version) => WeekDecision[];
  weeks: number;
  underlyings?: string[];
  replay?: Partial<Replay> | ((changes: readonly Change[], weeks: { from: IsoWeek }) => Partial<Replay>);
  /** What is decided on a Saturday about what stands then. */
  decide?: (number: number, latest: CandidateRow) => Partial<DecidedCandidate> | undefined;
  /** What is in force from a week on for another reason. */
  otherwise?: { from: number; version: Version };
}

/** Saturday after Saturday, with what was decided on each. */
function run({
  decisions,
  weeks,
  underlyings = NAMES,
  replay = {},
  decide,
  otherwise,
}: World): CandidateRow[] {
  const look = habitsByWeek();
  const published: CandidateRow[] = [];
  const decided: DecidedCandidate[] = [];
  const versions: VersionRow[] = [];
  let inForce = V3;
  for (let number = 1; number <= weeks; number++) {
    const week = weekAt(number);
    if (otherwise?.from === number) inForce = otherwise.version;
    const own = decisions(number, inForce);
    const starts = roundStarts(published, decided, registryOf({ versions, changes: [] }));
    const looked = look({ week, underlyings, starts, decisions: own, judged: own });
    const rows = saturdayCandidates({
      ...{ looked, earlier: published, decisions: decided, starts, inForce },
      replay: (changes, weeks) =>
        changes.length === 0 || inForce === otherwise?.version
          ? { ...REPLAYED, diverged_after: REPLAYED.diverged_before }
          : { ...REPLAYED, ...(typeof replay === 'function' ? replay(changes, weeks) : replay) },
    });
    published.push(...rows);
    for (const row of rows) {
      const made = decide?.(number, row);
      if (made === undefined) continue;
      const next = nextVersion(inForce, JSON.parse(row.patch) as Patch, []);
      if (made.decision === 'implement' && next.kind === 'made') {
        versions.push({
          ...contentOf(next.version.parameters),
          ...{ version: next.version.version, parent: inForce.version, patch: row.patch },
          ...{ candidate_id: row.candidate_id, created_at: week, origin: 'candidate' },
        });
        inForce = next.version;
      }
      const monday = addDays(weekRange(week).to, 1);
      decided.push({
        ...{ candidate_id: row.candidate_id, revision: row.revision, decision: 'implement', until: null },
        ...{ effective_from: made.decision === 'implement' ? monday : null, decided_at: week },
        ...made,
      });
    }
  }
  return published;
}

describe('saturdayCandidates(inputs)', () => {
  test('makes a found shift a candidate once weeks are sure of it, with patch, replay, cost and frontier', () => {
    const [first, ...others] = run({ decisions: (n) => shifted(n), weeks: 7 });
    expect(first).toMatchObject({
      ...{ revision: 1, kind: 'expiration_shift', action: 'roll', scope_kind: 'overall', underlyings: [] },
      ...{
        base_version: 'v3.3',
        as_of: first?.first_seen,
        occurrences: 1,
        status: 'open',
        priority: 'high',
        flags: [],
      },
      ...{ divergence_before: 0.4, divergence_after: 0.2, advices_changed: 70, cost_status: 'affordable' },
      ...{ worst_week_usd: '-12.5', divergence_after_since_found: 0.2 },
      text: 'Roll at expirations 1 week later. You diverged in 40 of 100 decisions of the last 13 weeks; with it that would have been 20. It costs nothing to speak of.',
      risk: 'Later expirations tie the shares up for longer and meet more of the next earnings.',
    });
    // Seven ups of nine a week: E_weeks is 10 no sooner than its weeks can lean so.
    expect(first?.first_seen).toBe('2025-W07');
    expect(JSON.parse(first?.patch ?? '')).toEqual({
      base: 'v3.3',
      changes: [{ path: 'roll.dte', from: null, to: { min: 14, max: 21 } }],
    });
    expect(JSON.parse(first?.frontier ?? '')).toMatchObject(
      [0.4, 0.2, 0.2, 0.2, 0.2].map((divergence, i) => ({ strength: i / 4, divergence })),
    );
    expect(JSON.parse(first?.auto_revert ?? '')).toMatchObject({ cost: -0.15, weekly_loss: null, weeks: 6 });
    expect(first?.evidence).toMatch(/^You add 1 week .* Found since 2025-W03\.$/);
    expect(
      others.map(({ candidate_id, revision, occurrences }) => [candidate_id, revision, occurrences]),
    ).toEqual([[first?.candidate_id, 2, 2]]);
  });

  test('makes none of what gains less than two points, and of low priority what gains less than three', () => {
    const given = { decisions: (n: number) => shifted(n), weeks: 7 };
    expect(run({ ...given, replay: { diverged_after: 39 } })).toEqual([]);
    expect(run({ ...given, replay: { diverged_after: 38 } })[0]).toMatchObject({ priority: 'low' });
    expect(run({ ...given, replay: { diverged_after: 37 } })[0]).toMatchObject({ priority: 'high' });
  });

  test('is of medium priority where the loss so far is beyond the tolerance, though it may be chance', () => {
    const unsure = { cost: -0.16, cost_low: -0.7, cost_high: 0.38, cost_status: 'unknown' } as const;
    const given = { decisions: (n: number) => shifted(n), weeks: 8 };
    expect(run({ ...given, replay: unsure }).at(-1)).toMatchObject({
      ...{ priority: 'medium', flags: ['cost_unknown'], ...unsure },
    });
    expect(run({ ...given, replay: { ...unsure, cost: -0.15 } }).at(-1)).toMatchObject({ priority: 'high' });
  });

  test('goes by the habit where few weeks are replayed, of opens and rolls of one shift by those few too', () => {
    const few = (cost: number) =>
      ({ cost, cost_low: null, cost_high: null, cost_status: 'insufficient' }) as const;
    const [alone] = run({ decisions: (n) => shifted(n), weeks: 7, replay: few(-0.16) });
    expect(alone).toMatchObject({ priority: 'high', cost_status: 'affordable' });
    const decisions = (n: number) =>
      shifted(n).flatMap((one): WeekDecision[] => [one, { ...one, action: 'open' }]);
    const ofRolls = (cost: number) => {
      const replay = (changes: readonly Change[]) => (changes[0]?.path === 'roll.dte' ? few(cost) : {});
      return run({ decisions, weeks: 7, replay }).find(({ action }) => action === 'roll');
    };
    expect(ofRolls(-0.16)).toMatchObject({
      ...{ priority: 'medium', cost_status: 'affordable' },
      evidence: expect.stringMatching(
        / weeks of the replay are known\. Those weeks come to -0\.16 % of the price each time: .* to be urgent\.$/,
      ) as unknown,
    });
    expect(ofRolls(-0.15)).toMatchObject({
      ...{ priority: 'high', cost_status: 'affordable' },
      evidence: expect.stringMatching(/ weeks of the replay are known\.$/) as unknown,
    });
  });

  test('is of medium priority where few weeks of opens and rolls together are known, and says so', () => {
    const decisions = (n: number) =>
      shifted(n).flatMap((one): WeekDecision[] => [one, { ...one, action: 'open' }]);
    const few = { cost: 0.02, cost_low: null, cost_high: null, cost_status: 'insufficient' } as const;
    const rows = run({ decisions, weeks: 7, replay: few }).filter(({ as_of }) => as_of === weekAt(7));
    expect(rows.map(({ action, priority }) => [action, priority]).sort()).toEqual([
      ['open', 'medium'],
      ['roll', 'medium'],
    ]);
    for (const { evidence } of rows)
      expect(evidence).toMatch(
        / Of its opens and rolls together fewer than six weeks are known: too few for it to be urgent\.$/,
      );
  });

  test('is of medium priority where opens and rolls of one shift may lose together, and says so', () => {
    const decisions = (n: number) =>
      shifted(n).flatMap((one): WeekDecision[] => [one, { ...one, action: 'open' }]);
    const together = { cost: -0.05, cost_high: 0.2, cost_status: 'unknown' } as const;
    const rowsOf = (cost_low: number) => {
      const replay = (changes: readonly Change[]) => {
        const paths = changes.map(({ path }) => path).join(' ');
        return paths === 'dte.min dte.max roll.dte' ? { ...together, cost_low } : { cost: 0 };
      };
      return run({ decisions, weeks: 7, replay }).filter(({ as_of }) => as_of === weekAt(7));
    };
    const text =
      'Opens and rolls of this shift together come to -0.05 % of the price each time (-0.26 to 0.20): too much may be lost for it to be urgent.';
    // The middle between the mean and the lower end is -.155, then -.15.
    for (const [cost_low, priority] of [
      [-0.26, 'medium'],
      [-0.25, 'high'],
    ] as const) {
      const rows = rowsOf(cost_low);
      expect(rows.map((row) => [row.action, row.cost, row.priority]).sort()).toEqual([
        ['open', 0, priority],
        ['roll', 0, priority],
      ]);
      for (const { evidence } of rows) expect(evidence.includes(text)).toBe(priority === 'medium');
    }
  });

  test('looks at a mind that changed from then on, and at its cost over all replayed weeks', () => {
    const decisions = (n: number, { version }: Version) =>
      shifted(n, { by: n <= 14 ? 0 : -1, versions: [version], ...(n > 14 ? { kept: 0 } : {}) });
    const replay = (_changes: readonly Change[], { from }: { from: IsoWeek }) =>
      from < weekAt(15) ? { diverged_after: 45, cost: -0.01 } : { diverged_after: 5, cost: -9 };
    const [first] = run({ decisions, weeks: 22, replay });
    expect(first).toMatchObject({ action: 'roll', priority: 'high', cost: -0.01, underlyings: [] });
    expect(first?.text).toMatch(/^Roll at expirations 1 week earlier\. .* of the last 5 weeks; /);
    expect(JSON.parse(first?.frontier ?? '')).toContainEqual(
      expect.objectContaining({ strength: 1, cost: -0.01 }),
    );
    const costs = { cost: -0.4, cost_low: -0.5, cost_high: -0.3, cost_status: 'costly' } as const;
    const [costly] = run({ decisions, weeks: 22, replay: costs });
    expect(costly?.text).toMatch(/ of the last 5 weeks; .* USD a month at 30 such decisions\.$/);
  });

  // Opens are sure in the sixth week; of two rolls a week the weeks are not sure yet.
  const withFewRolls = (n: number) => [
    ...shifted(n, { moved: 8, kept: 0 }).map((one): WeekDecision => ({ ...one, action: 'open' })),
    ...shifted(n, { moved: 2, kept: 0 }),
  ];

  test('takes rolls along with later opens where they go the same way and gain by it', () => {
    const rowOf = (with_: number) => {
      const replay = (changes: readonly Change[]) => ({
        diverged_after: changes.some(({ path }) => path === 'roll.dte') ? 20 : with_,
      });
      const rows = run({ decisions: withFewRolls, weeks: 6, replay });
      expect(rows).toHaveLength(1);
      const { patch, evidence, text } = rows[0] as CandidateRow;
      return { paths: (JSON.parse(patch) as Patch).changes.map(({ path }) => path), evidence, text };
    };
    const along = rowOf(18);
    expect(along.paths).toEqual(['dte.min', 'dte.max']);
    expect(along.evidence).toMatch(/Rolls go the same way, so far as is known, and come along\.$/);
    expect(along.text).toMatch(/^Open and roll at expirations 1 week later\. /);
    const alone = rowOf(19);
    expect(alone.paths).toEqual(['dte.min', 'dte.max', 'roll.dte']);
    expect(alone.evidence).not.toMatch(/come along/);
    expect(alone.text).toMatch(/^Open at expirations 1 week later\. /);
  });

  test('is of medium priority where opens may lose with the rolls that come along, and says so', () => {
    const rowOf = (cost_low: number) => {
      const cost = { cost: -0.05, cost_low, cost_high: 0.2, cost_status: 'unknown' } as const;
      const replay = (changes: readonly Change[]) =>
        changes.some(({ path }) => path === 'roll.dte') ? {} : { diverged_after: 15, ...cost };
      return run({ decisions: withFewRolls, weeks: 6, replay })[0];
    };
    expect(rowOf(-0.25)).toMatchObject({ action: 'open', priority: 'high' });
    const row = rowOf(-0.26);
    expect(row).toMatchObject({ action: 'open', priority: 'medium' });
    expect(row?.evidence).toMatch(/ too much may be lost for it to be urgent\.$/);
  });

  test('makes none of a habit that shows in less than half of its occasions', () => {
    expect(run({ decisions: (n) => shifted(n, { moved: 4, kept: 6 }), weeks: 9 })).toEqual([]);
    expect(run({ decisions: (n) => shifted(n, { moved: 5, kept: 5 }), weeks: 9 })).not.toEqual([]);
  });

  test('costs what the replay came to, whatever the habit cost; what it cost where that is not known yet', () => {
    const decisions = (n: number) => shifted(n, { loses: 0.4 });
    const costs = { cost: -0.01, cost_low: -0.12, cost_high: 0.1, cost_status: 'affordable' } as const;
    expect(run({ decisions, weeks: 7, replay: costs }).at(-1)).toMatchObject({ priority: 'high', ...costs });
    const unknown = { cost: 0.2, cost_low: null, cost_high: null, cost_status: 'insufficient' } as const;
    expect(run({ decisions, weeks: 7, replay: unknown }).at(-1)).toMatchObject({
      ...{ priority: 'low', flags: ['costly'], cost_status: 'costly' },
    });
  });

  test('is of the underlyings that show it, priced by them alone', () => {
    const decisions = (n: number) =>
      ['A', 'B', 'C', 'D', 'E', 'F'].flatMap((underlying, i) => {
        const isOf = i < 3;
        // The others go along once in eight weeks, at a great loss.
        const weeks = isOf || n % 8 === i ? 1 : 0;
        const loss = isOf ? ((n + i) % 5) / 50 - 0.04 : -5;
        const known = { difference: loss, on: weekRange(weekAt(n)).to };
        const made = () =>
          decision(n, { underlying, change: { weeks, strikes: 0, quantityRatio: 1 }, judged: known });
        return [made(), made()];
      });
    const last = run({ decisions, weeks: 9, replay: { cost_status: 'insufficient' } }).at(-1);
    expect(last?.evidence).toMatch(
      / Its cost is that of the habit: fewer than six weeks of the replay are known\.$/,
    );
    expect(last).toMatchObject({ underlyings: ['A', 'B', 'C'], cost_status: 'affordable', flags: [] });
    expect(last?.text).toMatch(/^Roll at expirations 1 week later on A, B and C\. /);
  });

  test('says that habits that show in the same decisions may be one', () => {
    const decisions = (n: number) =>
      shifted(n).map((one) => ({
        ...one,
        change: one.change && { ...one.change, strikes: 2 * (one.change.weeks ?? 0) },
      }));
    const rows = run({ decisions, weeks: 7 }).filter(({ as_of }) => as_of === weekAt(7));
    expect(rows.map(({ kind }) => kind).sort()).toEqual(['expiration_shift', 'strike_shift']);
    for (const { flags } of rows) expect(flags).toContain('confounded');
  });

  test('takes rolls along where opens and rolls shift alike, and says once what holds in every regime', () => {
    const decisions = (n: number) =>
      shifted(n).flatMap((one): WeekDecision[] => [
        { ...one, regimes: ['dte_middle'] },
        { ...one, regimes: ['dte_middle'], action: 'open' },
      ]);
    const rows = run({ decisions, weeks: 7 }).filter(({ as_of }) => as_of === weekAt(7));
    const paths = (row: CandidateRow) => (JSON.parse(row.patch) as Patch).changes.map(({ path }) => path);
    expect(rows.map((row) => [row.action, row.scope_kind, paths(row)]).sort()).toEqual([
      ['open', 'overall', ['dte.min', 'dte.max']],
      ['roll', 'overall', ['roll.dte']],
    ]);
  });

  test('waits for what is not sure overall yet, and does not propose it by regime', () => {
    const decisions = (n: number) =>
      n <= 2
        ? shifted(n, { by: -1, moved: 9, kept: 0 }).map((one) => ({ ...one, regimes: ['dte_long' as const] }))
        : shifted(n, { moved: 9, kept: 0 }).map((one) => ({ ...one, regimes: ['dte_short' as const] }));
    expect(run({ decisions, weeks: 12 })).toEqual([]);
    expect(run({ decisions: (n) => decisions(n + 2), weeks: 8 }).at(-1)).toMatchObject({
      scope_kind: 'overall',
    });
  });

  test('is of a regime where it shows in that alone, on all underlyings', () => {
    const decisions = (shifts: (i: number) => boolean) => (n: number) =>
      Array.from({ length: 24 }, (_, i) =>
        decision(n, {
          underlying: NAMES[i % 4] as string,
          regimes: [i < 8 ? 'dte_short' : 'dte_long'],
          change: { weeks: i < 8 && shifts(i) ? 1 : 0, strikes: 0, quantityRatio: 1 },
        }),
      );
    const [row] = run({ decisions: decisions(() => true), weeks: 9 });
    expect(row).toMatchObject({ scope_kind: 'regime', underlyings: [] });
    expect(row?.text).toMatch(/^Roll at expirations 1 week later advised at up to a week\. /);
    expect((JSON.parse(row?.patch ?? '') as Patch).changes).toMatchObject([
      {
        path: 'byRegime',
        from: null,
        to: [{ when: 'dte_short', set: { roll: { dte: { min: 14, max: 21 } } } }],
      },
    ]);
    expect(
      run({ decisions: decisions((i) => i % 4 < 2), weeks: 9 }).map((one) => one.scope_kind),
    ).not.toContain('regime');
  });

  test('is guarded by the divergence of the same advice in the last 26 weeks', () => {
    const rows = run({
      decisions: (n) => shifted(n, n <= 10 ? { moved: 0, kept: 9 } : {}),
      weeks: 40,
      decide: (n) => (n === 20 ? { decision: 'defer', until: weekRange(weekAt(50)).to } : undefined),
    });
    const { divergence } = JSON.parse(rows.at(-1)?.auto_revert ?? '') as { divergence: number };
    expect(divergence).toBeCloseTo(guardedDivergence({ diverged: 26 * 7, decisions: 26 * 9 }) ?? 0, 8);
  });

  test('counts nothing against a shift that it asks for what nobody was asked for, and says so', () => {
    const replay = { diverged_after: 45, asked_anew: 20 };
    const [row] = run({ decisions: (n) => shifted(n), weeks: 7, replay });
    expect(row).toMatchObject({ priority: 'high' });
    expect(row?.text).toContain(
      'that would have been 25. It would ask for 20 more, of which nothing is known.',
    );
    const decisions = (n: number) =>
      ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((underlying, i) =>
        decision(n, { underlying, action: 'open', refused: i < 2 }),
      );
    expect(run({ decisions, weeks: 20, underlyings: ['A', 'B', 'C', 'D', 'E', 'F', 'G'], replay })).toEqual(
      [],
    );
  });

  test('flags a taste that costs, with its price, and gives it low priority', () => {
    const costs = { cost: -0.4, cost_low: -0.5, cost_high: -0.3, cost_status: 'costly' } as const;
    const costly = run({ decisions: (n) => shifted(n), weeks: 7, replay: costs }).at(-1);
    expect(costly).toMatchObject({ priority: 'low', flags: ['costly'], cost_status: 'costly' });
    expect(costly?.text).toMatch(
      /It costs 0\.40 % of the price each time \(0\.\d+ to 0\.\d+\), about \d+ USD a month at 30 such decisions\.$/,
    );
  });

  test('flags sales that would wash a loss, says how many, and that no tax is computed', () => {
    const [row] = run({ decisions: (n) => shifted(n), weeks: 7, replay: { wash_sales: 3 } });
    expect(row).toMatchObject({ priority: 'high', flags: ['tax_wash_sale'] });
    expect(row?.risk).toMatch(
      / It would have bought back at a loss within 30 days of a new sale 3 times\. No tax is computed\.$/,
    );
  });

  test('is faded once the habit stops, and open again when it comes back', () => {
    const rows = run({
      decisions: (n) => shifted(n, n > 8 && n < 17 ? { moved: 0, kept: 9 } : {}),
      weeks: 26,
    });
    const statuses = rows.map(({ status }) => status);
    expect(statuses.slice(0, 3)).toEqual(['open', 'open', 'open']);
    expect(statuses).toContain('faded');
    expect(statuses.filter((status, i) => status === 'faded' && statuses[i - 1] === 'faded')).toEqual([]);
    expect(statuses.at(-1)).toBe('open');
    expect(new Set(rows.map(({ candidate_id }) => candidate_id)).size).toBe(1);
  });

  test('is superseded where its parameter was changed otherwise', () => {
    const parameters = {
      ...V3.parameters,
      roll: { ...(V3.parameters['roll'] as object), dte: { min: 14, max: 21 } },
    };
    const rows = run({
      decisions: (n) => shifted(n),
      weeks: 9,
      otherwise: {
        from: 8,
        version: { ...V3, version: 'v4.0', parameters: parameters },
      },
    });
    expect(rows.map(({ status }) => status)).toEqual(['open', 'open', 'superseded']);
  });

  test('is open again after it expired once it is more urgent', () => {
    const losesOf = (n: number) => (n > 18 ? 0 : n % 2 === 0 ? 0.8 : -0.4);
    const rows = run({
      decisions: (n) => shifted(n, { loses: losesOf(n) }),
      ...{ weeks: 25, replay: { cost_status: 'insufficient' } },
    });
    const told = rows.map(({ as_of, status, priority }) => [as_of, status, priority]);
    expect(told.slice(11, 14)).toEqual([
      [weekAt(17), 'open', 'medium'],
      [weekAt(18), 'expired', 'medium'],
      [weekAt(24), 'open', 'high'],
    ]);
  });

  test('expires after twelve weeks without an answer, for good as long as it asks for the same', () => {
    const rows = run({ decisions: (n) => shifted(n), weeks: 24 });
    expect(rows).toHaveLength(13);
    expect(rows.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 12 }, () => 'open'),
      'expired',
    ]);
    expect(rows.at(-1)?.as_of).toBe(shiftWeek(rows[0]?.as_of ?? '', 12));
  });

  test('is deferred until its day has come, and then open for twelve weeks again', () => {
    const until = weekRange(weekAt(12)).to;
    const rows = run({
      decisions: (n) => shifted(n),
      weeks: 26,
      decide: (n) => (n === 7 ? { decision: 'defer', until } : undefined),
    });
    const of = (number: number) => rows.find(({ as_of }) => as_of === weekAt(number))?.status;
    expect([7, 8, 11, 12, 13, 23, 24, 25].map(of)).toEqual([
      ...['open', 'deferred', 'deferred', 'open', 'open', 'open', 'expired', undefined],
    ]);
  });

  test('ends with a rejection: only what comes after proposes again, as another, and says so', () => {
    const rows = run({
      decisions: (n) => shifted(n),
      weeks: 20,
      decide: (n) => (n === 7 ? { decision: 'reject' } : undefined),
    });
    const [first, second] = [...new Set(rows.map(({ candidate_id }) => candidate_id))];
    expect(rows.filter(({ candidate_id }) => candidate_id === first).at(-1)?.as_of).toBe(weekAt(7));
    const again = rows.find(({ candidate_id }) => candidate_id === second);
    expect(again).toMatchObject({
      revision: 1,
      flags: ['rejected_before'],
      occurrences: 1,
      priority: 'high',
    });
    expect((again?.as_of ?? '') >= weekAt(13)).toBe(true);
  });

  test('is followed by none where the person is content with it', () => {
    const rows = run({
      decisions: (n, { version }) =>
        version === 'v3.3' ? shifted(n) : shifted(n, { moved: 0, kept: 9, versions: [version] }),
      weeks: 24,
      decide: (n) => (n === 7 ? { decision: 'implement' } : undefined),
    });
    expect(new Set(rows.map(({ candidate_id }) => candidate_id)).size).toBe(1);
    expect(rows.at(-1)?.as_of).toBe(weekAt(7));
  });

  test('flags who shifts from whatever is advised as chasing, and gives the next low priority', () => {
    const rows = run({
      decisions: (n, { version }) => shifted(n, { versions: [version] }),
      weeks: 18,
      decide: (n) => (n === 7 ? { decision: 'implement' } : undefined),
    });
    const next = rows.filter(({ candidate_id }) => candidate_id !== rows[0]?.candidate_id);
    expect(next.length).toBeGreaterThan(0);
    for (const row of next)
      expect(row).toMatchObject({ priority: 'low', flags: ['chasing'], base_version: 'v3.4' });
    expect(JSON.parse(next[0]?.patch ?? '')).toMatchObject({
      changes: [{ path: 'roll.dte', from: { min: 14, max: 21 }, to: { min: 21, max: 28 } }],
    });
  });

  test('of several underlyings that are refused is one, and says that it rests on few', () => {
    const decisions = (n: number) =>
      ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((underlying, i) =>
        decision(n, { underlying, action: 'open', refused: i < 2 }),
      );
    const look = habitsByWeek();
    let rows: CandidateRow[] = [];
    for (let number = 1; rows.length === 0; number++) {
      const own = decisions(number);
      const looked = look({
        ...{ week: weekAt(number), underlyings: ['A', 'B', 'C', 'D', 'E', 'F', 'G'], starts: [] },
        ...{ decisions: own, judged: [] },
      });
      rows = saturdayCandidates({
        ...{ looked, earlier: [], decisions: [], starts: [], inForce: V3, replay: () => REPLAYED },
      });
    }
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      ...{ kind: 'underlying_refusal', scope_kind: 'underlying', underlyings: ['A', 'B'] },
      ...{ flags: ['few_underlyings'], cost_status: 'affordable', divergence_after_since_found: null },
      text: expect.stringMatching(/^Advise nothing on A and B\. /) as unknown,
    });
    expect(rows[0]?.pattern_ids).toHaveLength(2);
  });

  test('of an underlying that is refused no more fades with the share of the last eight weeks', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const decisions = (n: number) =>
      names.map((underlying, i) => decision(n, { underlying, action: 'open', refused: i < 1 && n <= 12 }));
    const rows = run({ decisions, weeks: 22, underlyings: names });
    expect(rows.at(-1)).toMatchObject({ status: 'faded', as_of: weekAt(17) });
  });
});
