import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/** The version of the Temporal CLI, whose `server start-dev` is the development server. */
export const SERVER_CLI = '1.5.1';

const REACH_MS = 5_000;
const CONNECT_MS = 15_000;
const DOWNLOAD_MS = 300_000;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const PLATFORMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/** Puts the server at `target` from the CLI's own archive (https://docs.temporal.io/cli/setup-cli). */
export async function downloadServer(target: string, tell: (line: string) => void): Promise<void> {
  const url = archiveUrl();
  tell(`downloading the Temporal server from ${url.host}`);
  await inFolderBeside(target, async (folder) => {
    const archive = join(folder, 'archive');
    await save(url, archive);
    await promisify(execFile)('tar', ['-xf', archive, '-C', folder]);
  });
}

/** Whether the place that the server is downloaded from can be reached. */
export async function canDownload(): Promise<boolean> {
  const response = fetch(archiveUrl(), { method: 'HEAD', signal: AbortSignal.timeout(REACH_MS) });
  return response.then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Builds the server with Go and puts it at `target`. */
export async function buildServer(target: string, tell: (line: string) => void): Promise<void> {
  const version = await goVersion();
  if (version === undefined) throw new Error('Go is not installed');
  tell(`building the Temporal server with ${version}: once, some minutes`);
  await inFolderBeside(target, async (folder) => {
    const go = spawn('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${SERVER_CLI}`], {
      env: { ...process.env, GOBIN: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    go.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-500)));
    const began = performance.now();
    const pulse = setInterval(
      () => tell(`still building the Temporal server (${Math.round((performance.now() - began) / 1000)} s)`),
      15_000,
    );
    const status = await new Promise<number | null>((resolve, reject) => {
      go.once('error', reject).once('close', resolve);
    }).finally(() => clearInterval(pulse));
    if (status !== 0) throw new Error(`go install ended with ${status}: ${complaint.trim()}`);
  });
}

/** `go version go1.25.0 linux/amd64`; undefined where there is no Go. */
export async function goVersion(): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('go', ['version'])).stdout.trim();
  } catch {
    return undefined;
  }
}

function archiveUrl(): URL {
  const url = new URL(`https://temporal.download/cli/archive/v${SERVER_CLI}`);
  url.searchParams.set('platform', PLATFORMS[process.platform] ?? process.platform);
  url.searchParams.set('arch', ARCHITECTURES[process.arch] ?? process.arch);
  return url;
}

/** Lets `fill` put a file of the target's name into a fresh folder, and moves it into place whole. */
async function inFolderBeside(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(join(dirname(target), 'partial-'));
  try {
    await fill(folder);
    await rename(join(folder, basename(target)), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function save(url: URL, path: string): Promise<void> {
  const connecting = new AbortController();
  const tooSlow = setTimeout(() => connecting.abort(new Error(`no answer from ${url.host}`)), CONNECT_MS);
  const signal = AbortSignal.any([connecting.signal, AbortSignal.timeout(DOWNLOAD_MS)]);
  const response = await fetch(url, { signal }).finally(() => clearTimeout(tooSlow));
  if (!response.ok || !response.body) throw new Error(`${url.host} answered ${response.status}`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
}
