import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sessionsBetween } from '../domain/time/calendar.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-02-03T13:00:00Z';

let dir: string;
let opened: OpenSteps;
const heard: string[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'prepare-'));
  const files = await writeIntradayAccount(join(dir, 'files'), {
    from: '2025-01-06',
    to: '2025-01-30',
    seed: 5,
  });
  const bars = join(dir, 'abc.bars.jsonl');
  const bar = { symbol: 'ABC', interval: '1d', open: 100, high: 100, low: 100, close: 100, volume: 1 };
  const days = sessionsBetween('2025-01-06', '2025-01-24');
  await writeFile(bars, days.map((ts) => `${JSON.stringify({ ...bar, ts })}\n`).join(''));
  opened = await openSteps(join(dir, 'home'), {
    ways: [
      {
        name: 'heard',
        send({ subject, text }) {
          heard.push(`${subject}\n${text}`);
          return Promise.resolve();
        },
      },
    ],
  });
  for (const path of [...files, bars])
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

const prepare = (day: string) => opened.steps.prepareMorning({ day });

describe('prepareMorning({ day })', () => {
  test('without a model: how far inputs reach, the report, and no message', async () => {
    const report = await prepare('2025-02-03');
    expect(report).toMatchObject({
      ...{ day: '2025-02-03', known_through: '2025-01-30', champion: null, rows_scored: null },
      ...{ problems: [], sent: false, message: null },
    });
    expect(report.report).toContain('Through 2025-01-30 ');
    expect(heard).toEqual([]);
  }, 60_000);

  test('with one that serves: it scores its rows; what is stale is said once, and not what the night said', async () => {
    const { model_id } = await opened.steps.updateOnline({
      ...{ weighting: 'pnl', hours: 720, asOf: null, at: AT },
    });
    await opened.steps.changeModel({
      ...{ change: 'promote', id: model_id as string, override: true, reason: 'a trial', at: AT, seq: 1 },
    });
    const report = await prepare('2025-02-03');
    expect(report).toMatchObject({ champion: model_id, rows_scored: 64, sent: true });
    expect(report.problems).toEqual([
      'account main is known through 2025-01-30: import its next file',
      'bars that the model is asked with end on 2025-01-24: import newer ones',
    ]);
    expect(heard).toEqual([
      `prepared-2025-02-03\nBefore Monday, 3 February 2025\n\nTo look at\n${report.problems.map((line) => `  ${line}\n`).join('')}`,
    ]);
    expect(await prepare('2025-02-03')).toMatchObject({ sent: false, message: null });
    expect(await prepare('2025-02-04')).toMatchObject({ sent: false, message: null });
    expect(heard).toHaveLength(1);
  }, 60_000);

  test('the week says which model serves, how sure that is and what changed', async () => {
    const { champion } = await prepare('2025-02-04');
    const { message } = await opened.steps.aggregateWeek({ week: '2025-W05' });
    expect(message).toMatch(
      new RegExp(
        `\nMODEL: ${champion} serves since 30 Jan: log loss 0\\.\\d+, \\d+ scored beside base rate, a bet of 1 became .*: ` +
          `\\w+.*\\. Promoted by a person(, although the gate said \\w+)?: a trial\\.\n$`,
      ),
    );
    expect((await opened.steps.aggregateWeek({ week: '2025-W04' })).message).not.toContain('MODEL');
  }, 60_000);

  test('of a champion of another specification: that it is asked nothing, and to train one anew', async () => {
    const { specification } = await opened.reads.defaultFeatures();
    const path = join(dir, 'home', 'learning', 'features.json');
    await writeFile(path, JSON.stringify({ ...specification, name: 'mine' }));
    const { problems, champion } = await prepare('2025-02-03');
    const [problem] = problems.filter((line) => line.startsWith('model: '));
    expect(problem).toMatch(
      new RegExp(`^model: ${champion} was made by the specification .*"npx tradeloop learn retrain"`),
    );
    expect(problem).not.toContain('rollback');
    expect(await opened.reads.championTrouble()).toEqual({ trouble: problem?.replace('model: ', '') });
    await rm(path);
    expect((await prepare('2025-02-03')).problems.filter((line) => line.startsWith('model: '))).toEqual([]);
    expect(await opened.reads.championTrouble()).toEqual({ trouble: null });
  }, 60_000);

  test('what is found later on the same morning is said as well', async () => {
    const path = join(dir, 'home', 'learning', 'gate.json');
    await writeFile(path, '{"gate_policy": 2}');
    expect(await prepare('2025-02-03')).toMatchObject({ sent: true });
    expect(heard.at(-1)).toMatch(
      /^prepared-2025-02-03-\d\nBefore Monday, 3 February 2025\n\nTo look at\n {2}.*gate\.json: /,
    );
    await rm(path);
  }, 60_000);

  test('an account of hours.json that nothing is imported of is named', async () => {
    const path = join(dir, 'home', 'learning', 'hours.json');
    await writeFile(path, '{"hours": 1, "accounts": {"main": "off", "mian": "on"}}');
    const { problems } = await prepare('2025-02-03');
    expect(problems).toContain(
      'learning/hours.json: accounts.mian: nothing is imported of this account; known: main',
    );
    await rm(path);
  }, 60_000);

  test('of a champion with a broken file: which, and that none serves in its place', async () => {
    const { champion } = await prepare('2025-02-04');
    const path = join(dir, 'home', 'models', champion as string, 'weights.bin');
    const bytes = await readFile(path);
    bytes[0] = (bytes[0] as number) ^ 1;
    await writeFile(path, bytes);
    const report = await prepare('2025-02-05');
    expect(report).toMatchObject({ champion: null, sent: true });
    expect(report.message).toMatch(
      /^Before Wednesday, 5 February 2025\n\nTo look at\n {2}model: .*weights\.bin.*; no model serves\n$/,
    );
    expect((await opened.reads.morning({})).message).toContain(report.problems[0]);
  }, 60_000);

  test('of a policy that is none: file, path and value, as a message', async () => {
    await writeFile(join(dir, 'home', 'learning', 'gate.json'), '{"gate_policy": 1, "alpha": 2}');
    const report = await prepare('2025-02-06');
    expect(report).toMatchObject({ report: null, sent: true });
    expect(report.problems[0]).toContain('gate.json: alpha: 2');
  }, 60_000);
});
