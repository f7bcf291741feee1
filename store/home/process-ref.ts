import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process, not to be confused with a later one that the system gave the same number. */
export interface ProcessRef {
  pid: number;
  /** When it began, in the system's own terms; only ever compared. */
  began: string;
}

/** The process of that number as it is now; undefined when there is none. */
export function processRef(pid: number): ProcessRef | undefined {
  const began = process.platform === 'linux' ? beganOnLinux(pid) : beganByPs(pid);
  return began === undefined ? undefined : { pid, began };
}

export function isAlive(ref: ProcessRef): boolean {
  return processRef(ref.pid)?.began === ref.began;
}

/** Asks a process to end, makes it end after `graceMs`, and returns when it is gone. */
export async function endProcess(ref: ProcessRef, graceMs: number): Promise<void> {
  signal(ref, 'SIGTERM');
  if (await isGone(ref, graceMs)) return;
  signal(ref, 'SIGKILL');
  await isGone(ref, 5_000);
}

/** True as soon as a process has ended, false when it is still there after `waitMs`. */
export async function isGone(ref: ProcessRef, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (isAlive(ref)) {
    if (performance.now() >= deadline) return false;
    await sleep(50);
  }
  return true;
}

/** Signals that process, never another one that has its number now. */
export function signal(ref: ProcessRef, name: NodeJS.Signals): void {
  if (isAlive(ref)) process.kill(ref.pid, name);
}

/** The boot and the ticks since it. A zombie has ended already. */
function beganOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[18]}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function beganByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
    }).trim();
  } catch {
    return undefined;
  }
}
