import { printable } from '../domain/printable.js';

/** How far long work has come: a bar on a terminal, plain lines otherwise, always on stderr; nothing for a single thing. */
export interface Progress {
  /** So many of the total are done; `now` names what is being worked on. */
  at(done: number, now: string): void;
  end(): void;
}

export async function showProgress(label: string, total: number): Promise<Progress> {
  if (total <= 1) return { at() {}, end() {} };
  return process.stderr.isTTY ? bar(label, total) : lines(label, total);
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
