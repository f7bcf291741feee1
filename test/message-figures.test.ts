/** The figures of the messages, calculated a second time from nothing but the exports. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSteps, type OpenSteps } from '../activities/make-steps.js';
import { newYorkDay, nextSession } from '../domain/time/calendar.js';
import { weekRange } from '../domain/time/iso-week.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const WEEKS = ['2025-W25', '2025-W29', '2025-W33'];

type Row = Readonly<Record<string, string | number | null | string[]>>;

let dir: string;
let opened: OpenSteps;
let exported: Record<'matches' | 'outcomes' | 'counterfactuals', Row[]>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'figures-'));
  opened = await openSteps(dir);
  for (const name of (await readdir(SAMPLE)).filter((file) => /\.(csv|jsonl)$/.test(file))) {
    const path = join(SAMPLE, name);
    await opened.steps.importFile({ path, givenPath: name, account: null, coveredThrough: null });
  }
  await opened.steps.reconcileRange({});
  await opened.steps.trackOutcomes({});
  exported = {
    matches: await rowsOf('matches'),
    outcomes: await rowsOf('outcomes'),
    counterfactuals: await rowsOf('counterfactuals'),
  };
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function rowsOf(table: string): Promise<Row[]> {
  const { path } = await opened.steps.exportTable({ table, format: 'jsonl' });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** Amounts are whole cents: in cents a sum of doubles is exact. */
function sumText(rows: readonly Row[], column: string): string {
  const cents = rows.reduce((total, row) => total + Math.round(Number(row[column]) * 100), 0);
  return `${cents > 0 ? '+' : ''}${(cents / 100).toFixed(2)}`;
}

describe('the message of a week', () => {
  test.each(WEEKS)('%s: each figure is that of the exports', async (week) => {
    const { message } = await opened.steps.aggregateWeek({ week });
    const { from, to } = weekRange(week);
    const within = (day: unknown) => typeof day === 'string' && from <= day && day <= to;

    const closed = exported.outcomes.filter(
      ({ closed_at, pnl }) => typeof closed_at === 'string' && pnl !== null && within(newYorkDay(closed_at)),
    );
    expect(closed.length).toBeGreaterThan(0);
    expect(message).toContain(
      `\nP&L: ${sumText(closed, 'pnl')} USD realised in ${closed.length} closing${closed.length === 1 ? '' : 's'}`,
    );

    const judged = exported.counterfactuals.filter(
      ({ horizon, human_pnl, pnl_mid }) => within(horizon) && human_pnl !== null && pnl_mid !== null,
    );
    const figures = /\n {2}(\d+) decisions? with advice ended: you (\S+) USD, as advised (\S+) USD/.exec(
      message,
    );
    expect(figures?.slice(1)).toEqual([
      String(judged.length),
      sumText(judged, 'human_pnl'),
      sumText(judged, 'pnl_mid'),
    ]);

    const own = exported.matches.filter(({ trading_date }) => within(trading_date));
    const advice = own.filter(({ recommendation_id }) => recommendation_id !== null);
    const kept = own.filter(({ excluded }) => !excluded);
    const count = (type: string) => kept.filter(({ match_type }) => match_type === type).length;
    const isChange = ({ match_type, modified_fields, flags }: Row) =>
      match_type === 'modify' &&
      ((modified_fields as string[]).some((field) => field !== 'premium') ||
        (flags as string[]).includes('close_only'));
    const changes = kept.filter(isChange);
    const atOtherPrice = count('modify') - changes.length;
    expect(message).toContain(`\nRECOMMENDATIONS: ${advice.length}\n`);
    for (const [name, type] of [
      ['Consent', 'consent'],
      ['Modified', 'modify'],
      ['Rejected', 'reject'],
      ['Independent', 'independent'],
    ] as const)
      expect(message).toMatch(new RegExp(`\n[├└]─ ${name}: ${count(type)}(,|\n)`));
    if (atOtherPrice > 0) expect(message).toContain(`, ${atOtherPrice} of them in the price alone\n`);
    const lines = message.split('\n').filter((line) => line.startsWith('│'));
    const more = Number(/^│ {4}and (\d+) more$/.exec(lines.at(-1) ?? '')?.[1] ?? 0);
    expect(more > 0 ? lines.length - 1 + more : lines.length).toBe(changes.length);
    expect(message.trimEnd().split('\n').length).toBeLessThanOrEqual(45);
  });

  test('of a week of trades alone has what was open at its end', async () => {
    const week = '2025-W24';
    const { to } = weekRange(week);
    const trades = await openSteps(join(dir, 'alone'));
    try {
      for (const name of ['main.executions.csv', 'daily.bars.csv']) {
        const path = join(SAMPLE, name);
        await trades.steps.importFile({ path, givenPath: name, account: null, coveredThrough: null });
      }
      await trades.steps.reconcileRange({});
      await trades.steps.trackOutcomes({});
      const { message } = await trades.steps.aggregateWeek({ week });
      const held = new Map<string, number>();
      for (const row of exported.outcomes) {
        const { account, opened_at, closed_at, underlying, right, strike, expiration, side, quantity } = row;
        if (account !== 'main' || typeof opened_at !== 'string' || newYorkDay(opened_at) > to) continue;
        if (typeof closed_at === 'string' && newYorkDay(closed_at) <= to) continue;
        if (typeof expiration === 'string' && expiration <= to) continue;
        const key = JSON.stringify([underlying, right, strike, expiration]);
        held.set(key, (held.get(key) ?? 0) + (side === 'short' ? -1 : 1) * Number(quantity));
      }
      const open = [...held.values()].filter((quantity) => quantity !== 0);
      const section = message.split('\n\n').find((part) => part.startsWith('OPEN at the end')) ?? '';
      const [, ...lines] = section.trimEnd().split('\n');
      const more = Number(/and (\d+) more$/.exec(lines.at(-1) ?? '')?.[1] ?? 0);
      expect(more > 0 ? lines.length - 1 + more : lines.length).toBe(open.length);
      expect(message).toContain('\nRECOMMENDATIONS: 0\n');
    } finally {
      await trades.close();
    }
  });
});

describe('the message of a morning', () => {
  test.each(['2025-06-18', '2025-07-16', '2025-08-13'])(
    '%s: each line is that of the exports',
    async (day) => {
      const { message } = await opened.reads.morning({ day });
      const sections = (message ?? '').trimEnd().split('\n\n');
      const linesOf = (heading: string) =>
        sections
          .find((section) => section.startsWith(heading))
          ?.split('\n')
          .slice(1) ?? [];

      const advice = exported.matches
        .filter(({ trading_date, recommendation_id }) => trading_date === day && recommendation_id !== null)
        .filter(({ excluded }) => !excluded)
        .sort((a, b) =>
          `${a['underlying'] as string} ${a['match_id'] as string}` <
          `${b['underlying'] as string} ${b['match_id'] as string}`
            ? -1
            : 1,
        );
      const lines = linesOf('Advice');
      expect(lines.length).toBe(advice.length);
      expect(lines.length).toBeGreaterThan(0);
      for (const [at, row] of advice.entries()) {
        const { underlying, premium_diff, advised_premium, expiration_diff_days, match_type } = row;
        const line = lines[at] ?? '';
        expect(line.startsWith(`  ${underlying as string}  `)).toBe(true);
        const percent = /premium ([+-]\d+) %/.exec(line)?.[1];
        const told =
          Number(advised_premium) === 0 || !premium_diff
            ? undefined
            : (100 * Number(premium_diff)) / Math.abs(Number(advised_premium));
        if (told === undefined) expect([line, percent]).toEqual([line, undefined]);
        else expect(Math.abs(Number(percent) - told)).toBeLessThanOrEqual(0.5);
        const days = /([+-]\d+) days/.exec(line)?.[1];
        expect([line, Number(days ?? 0)]).toEqual([line, Number(expiration_diff_days ?? 0)]);
        expect(line.includes('pending')).toBe(match_type === 'pending');
      }

      const last = nextSession(nextSession(day));
      const near = new Map<string, number>();
      for (const {
        opened_at,
        closed_at,
        underlying,
        right,
        strike,
        expiration,
        side,
        quantity,
      } of exported.outcomes) {
        if (typeof opened_at !== 'string' || newYorkDay(opened_at) > day) continue;
        if (typeof closed_at === 'string' && newYorkDay(closed_at) <= day) continue;
        if (typeof expiration !== 'string' || expiration <= day || expiration > last) continue;
        const key = JSON.stringify([underlying, right, strike, expiration]);
        near.set(key, (near.get(key) ?? 0) + (side === 'short' ? -1 : 1) * Number(quantity));
      }
      const told = linesOf('Expires').map((line) => Number(/: (-?[\d.]+) /.exec(line)?.[1]));
      expect(told.sort()).toEqual([...near.values()].filter((quantity) => quantity !== 0).sort());
    },
  );
});
