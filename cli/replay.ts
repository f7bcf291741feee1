import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Patch } from '../domain/algorithm/parameter-patch.js';
import { InvalidInput } from '../domain/errors.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { bothEnds, fromOption, toOption, type RangeOptions } from './day-range.js';
import { refuseFuture } from './known-dates.js';
import { noteBehind } from './note-behind.js';
import { withSteps } from './with-steps.js';

interface ReplayOptions extends RangeOptions {
  patch: string;
  base?: string;
  underlying?: string[];
  out?: string;
}

/** `replay --patch FILE --from --to`: the document is that of a ReplayReport. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('say what would have come of a change of the algorithm, on what really happened')
    .requiredOption('--patch <file>', 'a JSON file of {base, changes}')
    .option('--base <version>', 'the version that is changed (default: the one in force)')
    .addOption(fromOption('first trading date').makeOptionMandatory())
    .addOption(toOption('last trading date').makeOptionMandatory())
    .option('--underlying <symbol>', 'only of this one; may be given again', collect)
    .option('--out <dir>', 'write replay.jsonl there: a line for each recommendation that is changed')
    .addOption(localOption())
    .action(
      answering(async (context, options: ReplayOptions) => {
        const range = bothEnds(options);
        const patch = await patchIn(options.patch);
        const { out, base = null, underlying: underlyings = [] } = options;
        const report = await withSteps(context, async (steps, reads) => {
          await refuseFuture(reads, range.to);
          await noteBehind(reads);
          const made = await steps.replayPatch({
            ...{ ...range, patch, base, underlyings },
            lines: out !== undefined,
          });
          if (made.file === null || out === undefined) return made;
          const { copyOut } = await import('./users-files.js');
          return { ...made, file: { ...made.file, ...(await copyOut(made.file.path, resolve(out))) } };
        });
        return { document: report.document, lines: STEPS.replay.lines(report) };
      }),
    );
}

function collect(symbol: string, before: string[] = []): string[] {
  return [...before, symbol];
}

/** Throws InvalidInput for what is no patch, naming the field. */
async function patchIn(path: string): Promise<Patch> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InvalidInput(`cannot read the patch ${path}: ${error.code ?? error.message}`);
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new InvalidInput(`not JSON: ${path}`);
  }
  const { patchSchema } = await import('../domain/algorithm/parameter-patch.js');
  const { data, error } = patchSchema.safeParse(raw);
  if (!error) return data;
  const [issue] = error.issues;
  throw new InvalidInput(`${path}: ${issue?.path.join('.') || 'patch'}: ${issue?.message}`);
}
