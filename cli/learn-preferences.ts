import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import { counted } from '../domain/counted.js';
import { NotFound } from '../domain/errors.js';
import {
  PREFERENCE_FORMATS,
  PREFERENCE_STYLES,
  trainerRow,
  type PreferenceFormat,
  type PreferenceStyle,
} from '../domain/learning/preferences/trainer-row.js';
import { answering, localOption } from './context.js';
import { withSteps } from './with-steps.js';

interface PreferencesOptions {
  format: PreferenceFormat;
  style: PreferenceStyle;
  basis: 'taste' | 'hindsight';
  fold?: 'train' | 'test';
  out: string;
  synthetic?: true;
  force?: true;
}

const ROWS_AT_ONCE = 2_000;

/** `learn preferences --out FILE`: the document is `{path, format, style, basis, fold, rows, follow}`. */
export function preferencesCommand(): Command {
  return new Command('preferences')
    .description('what you preferred, or should have, as files that trainers of language models load')
    .addOption(
      new Option('--format <format>', 'for which trainer').choices(PREFERENCE_FORMATS).makeOptionMandatory(),
    )
    .addOption(
      new Option('--style <style>', 'texts, or messages of a conversation')
        .choices(PREFERENCE_STYLES)
        .default('standard'),
    )
    .addOption(
      new Option(
        '--basis <basis>',
        'what you did, or what would have been right by the verdict where that is sure',
      )
        .choices(['taste', 'hindsight'])
        .default('taste'),
    )
    .addOption(
      new Option('--fold <fold>', 'the latest fifth, or all before it (default: both)').choices([
        'train',
        'test',
      ]),
    )
    .requiredOption('--out <file>', 'where to write them, as JSON lines')
    .option('--synthetic', 'with the copies whose features are jittered, which the last model was trained on')
    .option('--force', 'write over a file that is there')
    .addOption(localOption())
    .action(
      answering(async (context, { out, force, ...asked }: PreferencesOptions) => {
        const path = resolve(out);
        const { rows, follow } = await withSteps(context, async (steps, reads) => {
          await steps.updateScenarios({});
          return written(reads, { path, asked, isReplaced: force === true });
        });
        const { format, style, basis, fold = null } = asked;
        const document = { path, format, style, basis, fold, rows, follow };
        const split = `${follow} to follow the advice, ${rows - follow} to leave it`;
        return { document, lines: [`${counted(rows, 'preference')} by ${basis} in ${path}: ${split}`] };
      }),
    );
}

type Asked = Omit<PreferencesOptions, 'out' | 'force'>;

/** Writes the preferences that are asked for, and counts them. */
async function written(
  reads: Reads,
  { path, asked, isReplaced }: { path: string; asked: Asked; isReplaced: boolean },
): Promise<{ rows: number; follow: number }> {
  const { writeOut } = await import('./users-files.js');
  let [rows, follow] = [0, 0];
  async function* lines(): AsyncGenerator<string> {
    for await (const page of pagesOf(reads, asked)) {
      rows += page.length;
      follow += page.filter(({ chosen, label }) => chosen === 'follow' || label === true).length;
      yield page.map((row) => `${JSON.stringify(trainerRow(row, asked))}\n`).join('');
    }
  }
  await writeOut(path, lines(), { isReplaced });
  return { rows, follow };
}

/** The rows in the order of the table, some at a time. Throws NotFound where there is none. */
async function* pagesOf(reads: Reads, { format, basis, fold, synthetic }: Asked) {
  const where: [string, string][] = [
    ['kind', format === 'trl-dpo' ? 'paired' : 'unpaired'],
    ['basis', basis],
    ...(fold === undefined ? [] : [['fold', fold] as [string, string]]),
    ...(synthetic ? [] : [['synthetic', 'false'] as [string, string]]),
  ];
  for (let offset = 0, total = 1; offset < total; offset += ROWS_AT_ONCE) {
    const page = await reads.tableRows({ table: 'preferences', where, offset, limit: ROWS_AT_ONCE });
    total = page.total;
    if (total === 0)
      throw new NotFound(
        `no preference by ${basis}${fold === undefined ? '' : ` in the fold ${fold}`} yet: they come of advice that was followed or declined`,
      );
    yield page.rows;
  }
}
