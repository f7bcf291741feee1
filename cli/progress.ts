import { printable } from '../domain/printable.js';

/** How far long work has come, on stderr. */
export interface Progress {
  /** So many of the total are done; `now` names what is being worked on. */
  at(done: number, now: string): void;
  end(): void;
}

const NOTHING: Progress = { at() {}, end() {} };

/** A bar on a terminal, plain lines otherwise; nothing for a single thing. */
export async function showProgress(label: string, total: number): Promise<Progress> {
  if (total <= 1) return NOTHING;
  return process.stderr.isTTY ? bar(label, total) : lines(label, total);
}

/** A bar on a terminal, nothing otherwise or for a single thing. */
export async function showBar(label: string, total: number): Promise<Progress> {
  return total > 1 && process.stderr.isTTY ? bar(label, total) : NOTHING;
}

async function bar(label: string, total: number): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  const shown = new cliProgress.SingleBar(
    { format: `${label} {bar} {value}/{total} {now}`, hideCursor: true, stream: process.stderr },
    cliProgress.Presets.shades_classic,
  );
  shown.start(total, 0, { now: '' });
  return {
    at: (done, now) => shown.update(done, { now: printable(now) }),
    end: () => shown.stop(),
  };
}

function lines(label: string, total: number): Progress {
  let told = '';
  return {
    at(done, now) {
      const line = `${label}: ${done}/${total} ${now}`.trimEnd();
      if (line !== told) process.stderr.write(`${printable(line)}\n`);
      told = line;
    },
    end() {},
  };
}
