import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../config.js';
import { findServer } from './server-binary.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-server-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function program(path: string, version: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho '${version}'\n`);
  await chmod(path, 0o755);
  return path;
}

function machine() {
  return readConfig({ XDG_CACHE_HOME: join(dir, 'cache'), PATH: `${dir}/a::${dir}/b` });
}

describe('findServer', () => {
  test('none anywhere: undefined', async () => {
    expect(await findServer(machine())).toBeUndefined();
  });

  test('on PATH: the first whose server is an accepted one', async () => {
    await program(join(dir, 'a', 'temporal'), 'temporal version 1.0.0 (Server 1.25.0, UI 2.30.3)');
    const path = await program(
      join(dir, 'b', 'temporal'),
      'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)',
    );
    expect(await findServer(machine())).toEqual({ path, from: 'PATH' });
  });

  test('built by go install, which leaves the number out: accepted by its server', async () => {
    const path = await program(
      join(dir, 'a', 'temporal'),
      'temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)',
    );
    expect(await findServer(machine())).toEqual({ path, from: 'PATH' });
  });

  test('in the cache and on PATH: the one in the cache', async () => {
    const version = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';
    await program(join(dir, 'a', 'temporal'), version);
    const path = await program(join(dir, 'cache', 'tradeloop', 'temporal-1.5.1', 'temporal'), version);
    expect(await findServer(machine())).toEqual({ path, from: 'cache' });
  });
});
