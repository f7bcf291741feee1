/** Commands measured as a user runs them: a process from its start to its end, with the most memory that it had. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_OUTPUT = 2 ** 26;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface ProcessRun {
  ms: number;
  megabytes: number;
  /** The JSON document on stdout. */
  document: Readonly<Record<string, unknown>>;
}

/** A command of ours over a home, in a process of its own. */
export function tradeloop(home: string, ...words: string[]): Promise<ProcessRun> {
  return ownCommand(...words, '--local', '--json', '--home', home);
}

/** A command of ours, in a process of its own. */
export async function ownCommand(...words: string[]): Promise<ProcessRun> {
  const { ms, stdout, stderr } = await measured(process.execPath, [
    '--import',
    here('./peak-memory.js'),
    here('../cli/main.js'),
    ...words,
  ]);
  const [, kilobytes] = /^peak (\d+) KB$/m.exec(stderr) ?? [];
  return { ms, megabytes: Number(kilobytes) / 1024, document: documentOf(stdout) };
}

/** A script of `bench/python`, which says itself how much memory it had. */
export async function script(python: string, name: string, ...words: string[]): Promise<ProcessRun> {
  const { ms, stdout } = await measured(python, [here(`../../bench/python/${name}`), ...words]);
  const document = documentOf(stdout);
  return { ms, megabytes: Number(document['megabytes']), document };
}

/** One of our own measured runs, which says itself how much memory it had. */
export async function nodeScript(path: string, ...words: string[]): Promise<ProcessRun> {
  const { ms, stdout } = await measured(process.execPath, [path, ...words]);
  const document = documentOf(stdout);
  return { ms, megabytes: Number(document['megabytes']), document };
}

async function measured(command: string, words: readonly string[]) {
  const start = performance.now();
  const output = await run(command, words, { maxBuffer: MOST_OUTPUT });
  return { ms: performance.now() - start, ...output };
}

function documentOf(stdout: string): ProcessRun['document'] {
  return JSON.parse(stdout) as ProcessRun['document'];
}
