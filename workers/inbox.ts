import { compare } from '../domain/compare.js';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FileReport } from '../activities/import-reports.js';
import type { Steps } from '../activities/steps.js';
import { TradeloopError } from '../domain/errors.js';
import { isRefusal } from '../domain/refusal.js';
import { printable } from '../domain/printable.js';
import { importLines, warningLines } from './asking/import-report.js';

const POLL_MS = 2_000;
/** What fails for a reason that is not the file's is tried less and less often: each try is a run of its own. */
const LONGEST_POLL_MS = 120_000;
const DONE = 'done';
const REFUSED = 'refused';
const REASON = '.reason.txt';
const REPORT = '.report.txt';
/** Names that programs give to what they have not finished writing. */
const UNFINISHED = /^\.|\.(part|partial|tmp|crdownload|download)$/i;

interface InboxFile {
  /** In the inbox, `robinhood.csv` or `main/robinhood.csv`. */
  name: string;
  path: string;
  /** The folder it lies in: the account, for files that name none. */
  account: string | null;
  /** Size and time of the last change. */
  state: string;
}

interface Surroundings {
  steps: Pick<Steps, 'importFile'>;
  log: Logger;
  stop: AbortSignal;
  /** Why there is too little room to take anything in; undefined where there is enough. */
  tooFull: () => string | undefined;
}

/**
 * Imports what is put into the inbox, once it no longer changes, until `stop`: a file in a folder of the inbox belongs
 * to the account of that name. Afterwards it lies in `done/` with the report beside it, or in `refused/` with the
 * reason. An import under way when it stops goes on by itself; the file is found again, and nothing in it is new. While
 * `tooFull` gives a reason nothing is taken in; that is said once.
 */
export async function watchInbox(folder: string, { steps, log, stop, tooFull }: Surroundings): Promise<void> {
  let before = new Map<string, string>();
  let wasFull = false;
  let pauseMs = POLL_MS;
  for (; !stop.aborted; await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined)) {
    const full = tooFull();
    if (full !== undefined && !wasFull) log.warn(`the inbox waits: ${full}`);
    wasFull = full !== undefined;
    if (wasFull) continue;
    let hasFailed = false;
    try {
      const files = await listInbox(folder);
      for (const file of files)
        if (before.get(file.path) === file.state)
          await importAndMove(folder, file, steps, log).catch((error: unknown) => {
            hasFailed = true;
            if (!stop.aborted) log.error(error, `${file.name} could not be imported; it will be tried again`);
          });
      before = new Map(files.map(({ path, state }) => [path, state]));
    } catch (error) {
      hasFailed = true;
      if (!stop.aborted) log.error(error, 'the inbox could not be worked on; it will be looked at again');
    }
    pauseMs = hasFailed ? Math.min(2 * pauseMs, LONGEST_POLL_MS) : POLL_MS;
  }
}

/** A file of the inbox of which nothing went in, and why. */
export interface RefusedFile {
  path: string;
  refused_at: string;
  reason: string;
}

/** What was refused since an instant and still lies there, newest first. */
export async function refusedFiles(inbox: string, since: string): Promise<RefusedFile[]> {
  const folder = join(inbox, REFUSED);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const told = names
    .filter((name) => name.endsWith(REASON) && names.includes(name.slice(0, -REASON.length)))
    .map(async (name) => {
      const path = join(folder, name);
      const [{ mtime }, reason] = await Promise.all([stat(path), readFile(path, 'utf8')]);
      return { path: path.slice(0, -REASON.length), refused_at: mtime.toISOString(), reason: reason.trim() };
    });
  return (await Promise.all(told))
    .filter(({ refused_at }) => refused_at > since)
    .sort((a, b) => (a.refused_at < b.refused_at ? 1 : -1));
}

async function listInbox(folder: string): Promise<InboxFile[]> {
  const files: InboxFile[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isFile()) files.push(await inboxFile(folder, entry.name, null));
    else if (entry.isDirectory() && entry.name !== DONE && entry.name !== REFUSED)
      for (const inner of await entriesOf(join(folder, entry.name)))
        if (inner.isFile()) files.push(await inboxFile(folder, join(entry.name, inner.name), entry.name));
  }
  return files;
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(({ name }) => !UNFINISHED.test(name)).sort((a, b) => compare(a.name, b.name));
}

async function inboxFile(folder: string, name: string, account: string | null): Promise<InboxFile> {
  const path = join(folder, name);
  const { size, mtimeMs } = await stat(path);
  return { name, path, account, state: `${size} ${mtimeMs}` };
}

async function importAndMove(
  folder: string,
  { name, path, account }: InboxFile,
  steps: Pick<Steps, 'importFile'>,
  log: Logger,
): Promise<void> {
  const result = await orRefusal(() =>
    steps.importFile({ path, givenPath: name, account, coveredThrough: null }),
  );
  if (result instanceof TradeloopError) {
    const place = await move(path, join(folder, REFUSED), name);
    await writeFile(`${place}${REASON}`, `${result.name}: ${printable(result.message)}\n`);
    log.warn({ file: name, reason: result.message }, 'refused');
  } else {
    const place = await move(path, join(folder, DONE), name);
    const report = [...warningLines(result, account), ...importLines([result])];
    await writeFile(`${place}${REPORT}`, report.map((line) => `${printable(line)}\n`).join(''));
    log.info({ file: name, accepted: result.accepted, rejected: result.rejected }, 'imported');
    for (const { account: other, trades } of result.also_under)
      log.warn(
        { file: name, account: other, trades },
        'half or more of its trades are there under another account too',
      );
  }
}

async function orRefusal(work: () => Promise<FileReport>): Promise<FileReport | TradeloopError> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

/** Moves a file into a folder under its own name, with the time before it where that name is taken. */
async function move(path: string, folder: string, name: string): Promise<string> {
  const flat = name.replaceAll(/[/\\]/g, '-');
  await mkdir(folder, { recursive: true });
  const taken = (await readdir(folder)).includes(flat);
  const place = join(folder, taken ? `${Date.now()}-${flat}` : flat);
  await rename(path, place);
  return place;
}
