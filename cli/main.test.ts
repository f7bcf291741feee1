import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-cli-'));
});
afterAll(() => rm(directory, { recursive: true }));

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

function tradeloop(...args: string[]): Promise<Ended> {
  const options = { env: { ...process.env, TRADELOOP_HOME: join(directory, 'home'), TEMPORAL_ADDRESS: '' } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BIN, ...args], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const TRADE = { account: 'main', executed_at: '2025-01-06', action: 'buy', underlying: 'F', quantity: 1 };

describe('tradeloop', () => {
  test('runs by its own name, as npx runs it', () => {
    expect(execFileSync(BIN, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('--help tells every command, without loading what they need', async () => {
    const { status, stdout } = await tradeloop('--help');
    expect(status).toBe(0);
    for (const command of [
      'up',
      'down',
      'status',
      'demo',
      'import',
      'advise',
      'reconcile',
      'outcomes',
      'week',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test.each([
    ['a command there is none of', ['nonsense'], "unknown command 'nonsense'"],
    ['an option there is none of', ['rebuild', '--fast'], "unknown option '--fast'"],
    ['no command', [], 'no command given'],
    ['a day there is none of', ['reconcile', '2025-02-30'], 'not a date like 2025-01-06'],
    ['a range the wrong way round', ['backfill', '--from', '2025-01-07', '--to', '2025-01-06'], 'is after'],
    ['an account without a name', ['import', 'x.csv', '--account', ''], 'the name of an account is missing'],
    ['an account of blanks', ['advise', '--account', ' '], 'the name of an account is missing'],
    ['an account with a line break', ['import', 'x.csv', '--account', 'a\nb'], 'has a control character'],
    ['an account too long', ['import', 'x.csv', '--account', 'a'.repeat(65)], 'longer than 64 characters'],
    ['days to come', ['import', 'x.csv', '--covered-through', '2199-01-01'], 'is in the future'],
    ['a time there is none of', ['status', '--since', 'yesterday'], 'not a date or time'],
    [
      'a week and a range',
      ['week', '2025-W02', '--from', '2025-01-06', '--to', '2025-01-10'],
      'give a week, or',
    ],
    ['a table there is none of', ['export', 'imports', '--local'], 'no table "imports"'],
    ['a match type there is none of', ['matches', 'list', '--type', 'maybe'], 'not one of consent, modify'],
    ['a week with dates', ['matches', 'list', '2025-W02', '--from', '2025-01-06'], 'give a week, or'],
    ['a condition that is none', ['show', 'lots', '--where', 'NIO'], 'not like underlying=NIO'],
    ['a status there is none of', ['candidates', 'list', '--status', 'maybe'], 'not one of open, deferred'],
    [
      'a revision that is no number',
      ['candidates', 'show', 'abcdef', '--revision', 'x'],
      'not a whole number',
    ],
    [
      'months the wrong way round',
      ['metrics', '--from', '2024-03', '--to', '2024-01'],
      'is after --to 2024-01',
    ],
    ['a number of rows that is none', ['show', 'lots', '--limit', 'all'], 'not a number of rows'],
  ])('ends with 2 and one JSON document for %s', async (_, args, message) => {
    const { status, stdout } = await tradeloop(...args, '--json');
    expect(status).toBe(2);
    const { error } = JSON.parse(stdout) as { error: { name: string; message: string } };
    expect(error.name).toBe('InvalidInput');
    expect(error.message).toContain(message);
  });

  test('messages test sends a line by each way, and says which of them failed', async () => {
    const home = join(directory, 'messages');
    const json = async (...args: string[]) => {
      const { status, stdout, stderr } = await tradeloop(...args, '--home', home, '--json');
      return { status, stderr, document: JSON.parse(stdout) as object };
    };
    const both = await json('messages', 'test');
    const ok = ['console', 'file'].map((way) => ({ way, ok: true, problem: null }));
    expect([both.status, both.document]).toEqual([
      0,
      {
        sent: ok,
        not_set: [
          { way: 'telegram', settings: ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'] },
          { way: 'ntfy', settings: ['TRADELOOP_NTFY_URL'] },
          { way: 'webhook', settings: ['TRADELOOP_WEBHOOK_URL', 'TRADELOOP_WEBHOOK_SECRET'] },
          { way: 'mail', settings: ['TRADELOOP_SMTP_URL', 'TRADELOOP_MAIL_FROM', 'TRADELOOP_MAIL_TO'] },
        ],
      },
    ]);
    expect(both.stderr).toContain('this is a test');
    expect(await readFile(join(home, 'messages', 'test.txt'), 'utf8')).toContain('this is a test');
    expect(await json('messages', 'test', 'fiel')).toMatchObject({
      status: 2,
      document: {
        error: {
          message: expect.stringMatching(/^no way "fiel": the nearest first, there are file, /) as unknown,
        },
      },
    });
    expect(await json('messages', 'test', 'ntfy')).toMatchObject({
      status: 2,
      document: { error: { message: 'ntfy: not set; it takes TRADELOOP_NTFY_URL (docs/messages.md)' } },
    });
    await rm(join(home, 'messages', 'test.txt'));
    await mkdir(join(home, 'messages', 'test.txt'));
    expect(await json('messages', 'test', 'file')).toMatchObject({
      status: 1,
      document: { sent: [{ way: 'file', ok: false, problem: expect.stringContaining('E') as unknown }] },
    });
    expect((await json('status')).document).toMatchObject({
      messages: [{ ok: true }, { way: 'file', ok: false }],
    });
    expect((await tradeloop('doctor', '--home', home)).stdout).toMatch(/^warning  messages: file: /m);
  }, 120_000);

  test('--version tells the version', async () => {
    const { status, stdout } = await tradeloop('--version');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown,
    });
  });

  test('ends with 1, saying how to start it, where nothing runs', async () => {
    const { status, stdout, stderr } = await tradeloop('week', '2025-W02');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('npx tradeloop up');
    expect(stderr).toContain('or do without by --local');
    expect((await tradeloop('schedules', 'list')).stderr).not.toContain('--local');
  });

  test('status tells what the home knows, and ends with 1, where nothing runs', async () => {
    const { status, stdout } = await tradeloop('status', '--json', '--home', join(directory, 'quiet'));
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      nothing_runs: expect.stringContaining('npx tradeloop up') as unknown,
      imports: null,
      refused: [],
      free_bytes: expect.any(Number) as unknown,
    });
  });

  test('import takes in what it can, names what it refuses, and ends with 1', async () => {
    const [good, bad] = [join(directory, 'good.jsonl'), join(directory, 'bad.csv')];
    await writeFile(good, `${JSON.stringify({ ...TRADE, price: 2 })}\n${JSON.stringify(TRADE)}\n`);
    await writeFile(bad, '<html>please log in</html>');
    const [missing, pipe] = [join(directory, 'missing.csv'), join(directory, 'pipe.csv')];
    execFileSync('mkfifo', [pipe]);
    const { status, stdout } = await tradeloop('import', bad, missing, pipe, good, '--local', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      contract: 2,
      files: [{ path: good, lines: 2, accepted: 1, rejected: 1, reasons: { 'price missing': 1 } }],
      refused: [
        { path: missing, name: 'NotFound' },
        { path: bad, name: 'FileRefused' },
        { path: pipe, name: 'FileRefused', message: `not a file but a pipe: ${pipe}` },
      ],
    });
  });

  test('matches, lots and show look at what the steps made', async () => {
    const home = join(directory, 'looking');
    const run = (...args: string[]) => tradeloop(...args, '--home', home, '--local');
    const file = join(directory, 'looking.jsonl');
    const call = {
      ...TRADE,
      action: 'sell_to_open',
      right: 'call',
      strike: 12,
      expiration: '2025-01-17',
      price: 0.5,
    };
    await writeFile(file, `${JSON.stringify({ ...TRADE, price: 2 })}\n${JSON.stringify(call)}\n`);
    await run('import', file);
    await run('reconcile');
    expect((await run('lots')).stdout).toBe('no lots yet: run "npx tradeloop outcomes"\n');
    await run('outcomes');
    const listed = await run('matches', 'list', '2025-W02', '--json');
    const { matches, total } = JSON.parse(listed.stdout) as {
      matches: { match_id: string }[];
      total: number;
    };
    expect([matches.length, total]).toEqual([2, 2]);
    const ids = matches.map(({ match_id }) => match_id);
    expect((await run('matches')).stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'id      date   type         name  done',
      ...ids.map(
        (id) =>
          expect.stringMatching(
            `^${id.slice(0, 6)}  6 Jan  independent  F     (buy 1 shares|sell 12C)`,
          ) as unknown,
      ),
      '',
    ]);
    expect((await run('matches', 'list', '--limit', '1')).stdout).toMatch(
      /\n1 of 2 matches; --limit N shows more\n$/,
    );
    const shown = await run('matches', 'show', ids[0] ?? '', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      match: matches[0],
      recommendation: null,
      candidates: [],
    });
    expect((await run('show', 'lots', '--where', 'right=call', '--json')).stdout).toMatch(
      /^\{"table":"lots","rows":\[\{.*"total":1\}\n$/,
    );
    expect((await run('lots')).stdout).toMatch(
      /^2 open lots as of 2025-01-06\naccount .*\nmain .* shares .*\nmain .* 12C 17 Jan .*\n\nIn sum, each currency by itself\n/,
    );
    expect((await run('matches', 'show', ids[0] ?? '')).stdout).toContain(
      '\nanswers  no advice: there was none on F around that day\n',
    );
  });

  test('matches, lots, show and export say where they are behind, and name the accounts there are', async () => {
    const home = join(directory, 'behind');
    const run = (...args: string[]) => tradeloop(...args, '--home', home, '--local');
    const file = join(directory, 'behind.jsonl');
    await writeFile(file, `${JSON.stringify({ ...TRADE, price: 2 })}\n`);
    await run('import', file);
    await run('reconcile');
    for (const look of [['matches'], ['lots'], ['show', 'outcomes'], ['export', 'lots']])
      expect((await run(...look)).stderr).toContain(
        'note: outcomes are older than what is imported or said: run "npx tradeloop outcomes"\n',
      );
    await run('outcomes');
    expect(await run('lots', '--account', 'mian')).toMatchObject({
      status: 2,
      stderr: 'no account "mian"; there are main\n',
    });
    const later = { ...TRADE, account: 'other', executed_at: '2025-01-07T15:00:00Z', price: 2 };
    await writeFile(file, `${JSON.stringify(later)}\n`);
    await run('import', file);
    const short =
      'note: outcomes reach 2025-01-06, trades are imported through 2025-01-07: run "npx tradeloop outcomes"\n';
    for (const look of [
      ['lots'],
      ['lots', '--account', 'other'],
      ['show', 'lots', '--where', 'account=other'],
    ])
      expect((await run(...look)).stderr).toContain(short);
    for (const look of [
      ['lots', '--account', 'main'],
      ['show', 'lots', '--where', 'account=main'],
    ])
      expect((await run(...look)).stderr).not.toContain('note:');
    await run('reconcile');
    await run('outcomes');
    const { stdout, stderr } = await run('lots');
    expect(stderr).not.toContain('note:');
    expect(stdout).toMatch(/^2 open lots as of 2025-01-07; main is known through 2025-01-06\n/);
  }, 120_000);

  test('doctor has nothing to say of the privacy of a folder that is no home yet', async () => {
    const folder = join(directory, 'clone');
    await mkdir(folder);
    await chmod(folder, 0o755);
    const { stdout } = await tradeloop('doctor', '--home', folder, '--json');
    const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string }[] };
    expect(checks.find(({ name }) => name === 'privacy')).toMatchObject({ state: 'ok' });
  });

  test('doctor says whether what trains networks loads', async () => {
    const { stdout } = await tradeloop('doctor');
    expect(stdout).toMatch(/^ok {7}tensors: TensorFlow\.js [\d.]+, wasm [\d.]+/m);
  });

  test('looking makes no home where there is none', async () => {
    const { status, stderr } = await tradeloop('lots', '--home', join(directory, 'nowhere'), '--local');
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no home') as unknown,
    });
    await expect(readFile(join(directory, 'nowhere', 'home.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('import shows a file’s name and content, and a terminal acts on none of it', async () => {
    const name = join(directory, 'a\u001b[2Jb\u009b2J\n\u202eimported.jsonl');
    const records = [
      { ...TRADE, account: 'ma\u001bin', price: 2 },
      { ...TRADE, underlying: 'F\u202e', price: 2 },
      { ...TRADE, execution_id: 'x\ny', price: 2 },
      { ...TRADE, underlying: 'F'.repeat(65), price: 2 },
      { ...TRADE, 'a\u001b\u009b': 'b\u200f', price: 2 },
    ];
    await writeFile(name, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const bad = join(directory, 'b\u001b]0;x\u0007.csv');
    await writeFile(bad, '<html>\u001b[31m</html>');
    const home = join(directory, 'unseen');
    const shown = await tradeloop('import', name, bad, '--local', '--home', home);
    expect(shown.stdout).toContain(String.raw`a\u001b[2Jb\u009b2J\u000a\u202eimported.jsonl`);
    expect(shown.stdout).toContain('1 × underlying longer than 64 characters');
    expect(shown.stdout).toContain('1 × execution_id has a control character');
    const again = await tradeloop('import', name, bad, '--local', '--json', '--home', home);
    const { files } = JSON.parse(again.stdout) as { files: { path: string; rejected: number }[] };
    expect(files).toMatchObject([{ path: name, rejected: 4 }]);
    for (const { stdout, stderr } of [shown, again])
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|[\u200f\u2028\u202e]/u);
  });

  test('export says which steps make the tables that are empty, until they have run', async () => {
    const home = join(directory, 'steps');
    const run = (...args: string[]) => tradeloop(...args, '--home', home, '--local');
    const file = join(directory, 'steps.jsonl');
    await writeFile(file, `${JSON.stringify({ ...TRADE, price: 2 })}\n`);
    await run('import', file);
    const before = await run('export', 'all');
    expect(before.status).toBe(0);
    expect(before.stderr).toContain('matches, lots, outcomes: empty until the steps have run');
    await run('reconcile');
    await run('outcomes');
    expect((await run('export', 'all')).stderr).not.toContain('empty until');
    const out = join(directory, 'made', 'by export');
    expect((await run('export', 'lots', '--out', out)).stdout).toBe(
      `${join(out, 'lots.parquet')}: 1 rows\nwrote 1 file to ${out}\n`,
    );
  });

  test('backfill --local does the steps over a range, and week publishes what is left', async () => {
    const home = join(directory, 'range');
    const run = async (...args: string[]) => {
      const { status, stdout, stderr } = await tradeloop(...args, '--home', home, '--local', '--json');
      if (status !== 0) throw new Error(stderr + stdout);
      return JSON.parse(stdout) as object;
    };
    const file = join(directory, 'range.jsonl');
    const days = ['2025-01-06', '2025-01-15', '2025-02-10', '2025-02-18'];
    const bar = {
      symbol: 'F',
      interval: '1d',
      ts: '2025-03-14',
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
    };
    const lines = days.map((executed_at) => JSON.stringify({ ...TRADE, executed_at, price: 2 }));
    await writeFile(file, lines.map((line) => `${line}\n`).join(''));
    await run('import', file);
    const bars = join(directory, 'range.bars.jsonl');
    await writeFile(bars, JSON.stringify(bar));
    await run('import', bars);
    const range = { from: '2025-01-06', to: '2025-01-31' };
    expect(await run('backfill', '--from', range.from, '--to', range.to)).toEqual({
      ...range,
      months: 1,
      weeks_published: 2,
      weeks_restated: 0,
      matches_by_type: { independent: 2 },
      lots_open: 2,
      outcomes: 2,
      counterfactuals: 0,
      bars_off_scale: [],
    });
    expect(await run('reconcile', '--days-back', '8')).toMatchObject({
      from: '2025-02-10',
      to: '2025-02-18',
    });
    expect(await run('week')).toMatchObject({
      week: '2025-W08',
      published: true,
      others: [{ week: '2025-W07', revision: 1 }],
    });
    expect(await run('week', '--from', '2025-01-01', '--to', '2025-02-01')).toMatchObject({
      week: '2025-W03',
      published: false,
    });
  }, 120_000);

  test('import retract says what goes, and retracts a file by its path, or by its hash where it is gone', async () => {
    const file = join(directory, 'once.jsonl');
    await writeFile(file, `${JSON.stringify({ ...TRADE, account: 'once', price: 2 })}\n`);
    const once = async () => {
      const { stdout } = await tradeloop('import', file, '--local', '--json');
      return (JSON.parse(stdout) as { files: { sha256: string; accepted: number }[] }).files[0];
    };
    const first = await once();
    const unasked = await tradeloop('import', 'retract', file, '--local');
    expect(unasked).toMatchObject({ status: 2, stdout: '' });
    expect(unasked.stderr).toContain(`${file} (once): 1 record of 1 import will go\n`);
    expect(unasked.stderr).toContain('nothing is retracted: nobody can be asked here, so say --yes\n');
    const back = await tradeloop('import', 'retract', file, '--yes', '--local');
    expect(back).toMatchObject({ status: 0, stdout: `${file}: retracted, 1 record removed\n` });
    expect((await once())?.accepted).toBe(1);
    const again = join(directory, 'again.jsonl');
    await writeFile(again, `\n${await readFile(file, 'utf8')}`);
    await tradeloop('import', again, '--local');
    expect((await tradeloop('import', 'retract', again, '--yes', '--local')).stdout).toContain(
      'retracted, 0 records removed: other files have them as well',
    );
    await rm(file);
    const retract = (name: string) => tradeloop('import', 'retract', name, '--yes', '--local');
    expect(await retract(file)).toMatchObject({ status: 1 });
    expect(await retract(first?.sha256 ?? '')).toMatchObject({ status: 0 });
  });

  test('import retract takes what imports prints, and each stands under the other name too', async () => {
    const home = join(directory, 'numbered');
    const run = (...args: string[]) => tradeloop(...args, '--home', home, '--local');
    for (const account of ['one', 'two']) {
      const file = join(directory, `${account}.numbered.jsonl`);
      await writeFile(file, `${JSON.stringify({ ...TRADE, account, price: 2 })}\n`);
      await run('import', file);
    }
    const { imports } = JSON.parse((await run('imports', '--json')).stdout) as {
      imports: { id: number; sha256: string; retracted: boolean }[];
    };
    const [two, one] = imports;
    const listed = (await run('imports', 'list')).stdout;
    expect(listed).toContain(one?.sha256.slice(0, 8));
    expect((await run('import', 'list')).stdout).toBe(listed);
    expect(await run('import', 'retract', String(one?.id), '--yes')).toMatchObject({
      status: 0,
      stdout: `${one?.id}: retracted, 1 record removed\n`,
    });
    expect(await run('imports', 'retract', two?.sha256.slice(0, 8) ?? '', '--yes')).toMatchObject({
      status: 0,
    });
    expect(await run('imports', 'retract', '99', '--yes')).toMatchObject({
      status: 1,
      stderr: 'no import "99": "npx tradeloop imports" lists them\n',
    });
    expect((await run('accounts')).stdout).toBe('no accounts: import a file of trades first\n');
  });

  test('week without a week says in few lines how many it published, and of one without anything one', async () => {
    const home = join(directory, 'many weeks');
    const run = (...args: string[]) => tradeloop(...args, '--home', home, '--local');
    const file = join(directory, 'weeks.jsonl');
    const days = [
      '2025-01-06',
      '2025-01-13',
      '2025-01-21',
      '2025-01-27',
      '2025-02-03',
      '2025-02-10',
      '2025-02-18',
    ];
    await writeFile(
      file,
      days.map((executed_at) => `${JSON.stringify({ ...TRADE, executed_at, price: 2 })}\n`).join(''),
    );
    await run('import', file);
    const { stdout } = await run('week');
    expect(stdout).toMatch(/^WEEKLY LEARNING SUMMARY \(2025-W08\)\n17 February 2025 to 23 February 2025\n/);
    expect(stdout).toMatch(/\nwith it: 6 other weeks published, 2025-W02 to 2025-W07\n$/);
    expect((await run('week', '2025-W01')).stdout).toBe(
      'WEEKLY LEARNING SUMMARY (2025-W01): no advice, no trades, nothing closed.\n',
    );
  });

  test('import retract refuses a file under several accounts, and names the commands', async () => {
    const [file, home] = [join(directory, 'two accounts.csv'), join(directory, 'several')];
    const mapping = join(directory, 'several.map.json');
    await writeFile(file, 'Day,What,Ticker,Count,Cost\n2025-01-06,buy,F,1,2\n');
    const columns = {
      executed_at: 'Day',
      action: 'What',
      underlying: 'Ticker',
      quantity: 'Count',
      price: 'Cost',
    };
    const fields = Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, { column }]));
    await writeFile(mapping, JSON.stringify({ dataset: 'executions', fields }));
    const run = (...args: string[]) => tradeloop(...args, '--home', home, '--local');
    await run('import', file, '--map', mapping, '--account', 'main');
    const doubled = await run('import', file, '--map', mapping, '--account', 'ira');
    expect(doubled.stderr).toMatch(
      /retract this import alone by "npx tradeloop import retract [0-9a-f]{64} --account ira"/,
    );
    const refused = await run('import', 'retract', file, '--yes');
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    for (const account of ['ira', 'main'])
      expect(refused.stderr).toContain(
        `"npx tradeloop import retract '${file}' --account ${account} --home ${home} --local"`,
      );
    expect((await run('import', 'retract', file, '--account', 'ira', '--yes')).status).toBe(0);
    const { stdout } = await run('accounts', '--json');
    expect((JSON.parse(stdout) as { accounts: { account: string }[] }).accounts).toMatchObject([
      { account: 'main' },
    ]);
  });

  test('import --suggest prints a mapping, by which import --map reads the file', async () => {
    const [fills, mapping] = [join(directory, 'fills.csv'), join(directory, 'mapping.json')];
    const rows = ['6', '7', '8', '9'].map((day) => `1/${day}/2025,BOT,F 17JAN25 10 C,1,0.5`);
    await writeFile(fills, ['Trade Date,Side,Symbol,Qty,Price', ...rows, '1/10/2025,BOT,F,x,1'].join('\n'));
    const asked = await tradeloop('import', fills, '--suggest');
    expect(asked.stderr).toContain('to be filled in: fields.currency');
    const proposed = await tradeloop('import', fills, '--suggest', '--yes');
    expect(proposed.stderr).toContain('currency USD: nothing in the table says it');
    expect(proposed.stderr).toContain('line 2 becomes');
    expect(proposed).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('--account NAME') as unknown,
    });
    const asJson = await tradeloop('import', fills, '--suggest', '--yes', '--json');
    expect(JSON.parse(asJson.stdout)).toEqual(JSON.parse(proposed.stdout));
    await writeFile(mapping, proposed.stdout);
    const args = ['import', fills, '--map', mapping, '--local', '--json'];
    const refused = JSON.parse((await tradeloop(...args)).stdout) as object;
    expect(refused).toMatchObject({
      refused: [{ name: 'FileRefused', message: expect.stringContaining('--account') as unknown }],
    });
    const { status, stdout } = await tradeloop(...args, '--account', 'mapped');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        {
          format: 'mapped',
          lines: 5,
          accepted: 4,
          reasons: {
            'quantity from column "Qty" not a number': 1,
            'currency USD is assumed: nothing in the table says it': 1,
          },
        },
      ],
    });
  });

  test('mappings keeps one by a name, and import finds it by the columns of a table', async () => {
    const [fills, mapping] = [join(directory, 'kept-fills.csv'), join(directory, 'kept.json')];
    const home = ['--home', join(directory, 'keeping')];
    const header = 'Bought On,Way,Paper,How Many,For';
    await writeFile(fills, `${header}\n2025-01-06,BOT,F,1,0.5\n`);
    const columns = { executed_at: 'Bought On', underlying: 'Paper', quantity: 'How Many', price: 'For' };
    const fields = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, { column }]));
    const action = { column: 'Way', values: { BOT: 'buy' } };
    const whole = { ...fields, action, account: { value: 'kept' }, currency: { value: 'EUR' } };
    await writeFile(mapping, JSON.stringify({ dataset: 'executions', fields: whole }));
    const imported = async (...more: string[]) =>
      JSON.parse((await tradeloop(...home, 'import', fills, '--local', '--json', ...more)).stdout) as object;
    expect(await imported()).toMatchObject({ refused: [{ name: 'FileRefused' }] });
    expect(await tradeloop(...home, 'mappings', 'add', 'odd', mapping)).toMatchObject({ status: 0 });
    const { stdout } = await tradeloop(...home, 'mappings', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ mappings: [{ name: 'odd', dataset: 'executions' }] });
    expect(await imported()).toMatchObject({ files: [{ format: 'mapped', accepted: 1 }] });
    expect(await imported('--map', 'odd')).toMatchObject({ files: [{ duplicates: 1 }] });
    expect((await tradeloop(...home, 'mappings', 'remove', 'odd')).status).toBe(0);
    expect((await tradeloop(...home, 'mappings', 'remove', 'odd')).stderr).toContain(
      'no mapping is kept as odd',
    );
  });

  test('a broken file among the kept mappings keeps neither import nor the list from the others', async () => {
    const home = join(directory, 'breaking');
    const columns = ['Bought On', 'Way', 'Paper', 'How Many', 'For'];
    const [executed_at, way, underlying, quantity, price] = columns.map((column) => ({ column }));
    const action = { ...way, values: { BOT: 'buy' } };
    const said = { account: { value: 'kept' }, currency: { value: 'EUR' } };
    const fields = { executed_at, action, underlying, quantity, price, ...said };
    await mkdir(join(home, 'mappings'), { recursive: true });
    await writeFile(join(home, 'mappings', 'broken.json'), '{');
    await writeFile(join(home, 'mappings', 'odd.json'), JSON.stringify({ dataset: 'executions', fields }));
    const [known, fills] = [join(directory, 'beside-broken.jsonl'), join(directory, 'beside-broken.csv')];
    await writeFile(known, `${JSON.stringify({ ...TRADE, price: 2 })}\n`);
    await writeFile(fills, `${columns.join(',')}\n2025-01-06,BOT,F,1,0.5\n`);
    const note = `the mapping broken is skipped: ${join(home, 'mappings', 'broken.json')}: not JSON`;

    const ofKnown = await tradeloop('--home', home, 'import', known, '--local');
    expect(ofKnown.status).toBe(0);
    expect(ofKnown.stderr).not.toContain('is skipped');
    const ofTables = await tradeloop('--home', home, 'import', known, fills, '--local', '--json');
    expect(ofTables.stderr).toContain(note);
    expect(JSON.parse(ofTables.stdout)).toMatchObject({ files: [{ duplicates: 1 }, { accepted: 1 }] });
    const listed = await tradeloop('--home', home, 'mappings', 'list', '--json');
    expect(listed.stderr).toContain(note);
    expect(JSON.parse(listed.stdout)).toMatchObject({ mappings: [{ name: 'odd' }] });
  });

  test('import --suggest says why the file is refused as it is, and which rows the mapping would reject', async () => {
    const file = join(directory, 'renamed.csv');
    const header =
      'Trade Date,Process Date,Settle Date,Instrument,Description,Trans Code,Quantity,Price,Amount';
    await writeFile(
      file,
      `${header}\n7/31/2023,7/31/2023,8/2/2023,F,Ford,Buy,1,$9.00,($9.00)\n7/31/2023,7/31/2023,7/31/2023,F,Div,CDIV,,,$1.00\n`,
    );
    const { status, stderr } = await tradeloop('import', file, '--suggest');
    expect(status).toBe(0);
    expect(stderr).toContain('without a mapping it is refused: robinhood without the column "Activity Date"');
    expect(stderr).not.toContain('imported as it is');
    expect(stderr).toContain(
      'by the mapping rows are rejected whose Trans Code is "CDIV": give these a meaning',
    );
  });

  test.each([
    [
      'a mapping that is none',
      '{"dataset":"executions","fields":{"qty":{"column":"Qty"}}}',
      'fields.qty: not known',
    ],
    ['a mapping that is no JSON', 'Qty', 'not JSON'],
  ])('import --map with %s is misuse that names the place', async (_, text, message) => {
    const path = join(directory, 'wrong.json');
    await writeFile(path, text);
    const { status, stdout } = await tradeloop('import', 'x.csv', '--map', path, '--local', '--json');
    expect(status).toBe(2);
    expect((JSON.parse(stdout) as { error: object }).error).toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining(`${path}: `) as unknown,
    });
    expect(stdout).toContain(message);
  });

  test('import warns of trades that another account has too, and keeps to the contract', async () => {
    const [one, other] = [join(directory, 'one.jsonl'), join(directory, 'other.jsonl')];
    await writeFile(one, JSON.stringify({ ...TRADE, price: 3, account: 'Main' }));
    await writeFile(other, JSON.stringify({ ...TRADE, price: 3, account: 'main' }));
    expect((await tradeloop('import', one, '--local')).stderr).not.toContain('warning');
    const { status, stdout, stderr } = await tradeloop('import', other, '--local', '--json');
    expect(status).toBe(0);
    expect(stderr).toContain(`warning: ${other}: account "Main" has 1 of its trades as well`);
    const { files } = JSON.parse(stdout) as { files: object[] };
    expect(files[0]).not.toHaveProperty('also_under');
  });
});
