import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { AskedSteps } from '../activities/steps.js';
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
        const { rows, follow } = await withSteps(context, async (steps) => {
          await steps.updateScenarios({});
          return written(steps, { path, asked, isReplaced: force === true });
        });
        const { format, style, basis, fold = null } = asked;
        const document = { path, format, style, basis, fold, rows, follow };
        const split = `${follow} to follow the advice, ${rows - follow} to leave it`;
        return { document, lines: [`${counted(rows, 'preference')} by ${basis} in ${path}: ${split}`] };
      }),
    );
}

type Asked = Omit<PreferencesOptions, 'out' | 'force'>;

/** Writes the preferences that are asked for, and counts them. Throws NotFound where there is none. */
async function written(
  steps: Pick<AskedSteps, 'exportTable'>,
  { path, asked, isReplaced }: { path: string; asked: Asked; isReplaced: boolean },
): Promise<{ rows: number; follow: number }> {
  const { writeOut } = await import('./users-files.js');
  const { basis, fold } = asked;
  let [rows, follow] = [0, 0];
  async function* lines(): AsyncGenerator<string> {
    const exported = await steps.exportTable({ table: 'preferences', format: 'jsonl' });
    for await (const piece of piecesOf(exported.path)) {
      const chosen = piece.filter((row) => isAsked(row, asked));
      rows += chosen.length;
      follow += chosen.filter((row) => row.chosen === 'follow' || row.label === true).length;
      yield chosen.map((row) => `${JSON.stringify(trainerRow(row, asked))}\n`).join('');
    }
    if (rows === 0)
      throw new NotFound(
        `no preference by ${basis}${fold === undefined ? '' : ` in the fold ${fold}`} yet: they come of advice that was followed or declined`,
      );
  }
  await writeOut(path, lines(), { isReplaced });
  return { rows, follow };
}

/** A row of the table, as its JSONL has it. */
interface PreferenceRow {
  kind: 'paired' | 'unpaired';
  basis: string;
  fold: string;
  synthetic: boolean;
  prompt: string;
  chosen: string | null;
  rejected: string | null;
  completion: string | null;
  label: boolean | null;
}

function isAsked(row: PreferenceRow, { format, basis, fold, synthetic }: Asked): boolean {
  return (
    row.kind === (format === 'trl-dpo' ? 'paired' : 'unpaired') &&
    row.basis === basis &&
    (fold === undefined || row.fold === fold) &&
    (synthetic === true || !row.synthetic)
  );
}

/** The rows of an export in its order, some at a time. */
async function* piecesOf(path: string): AsyncGenerator<PreferenceRow[]> {
  const { textLines } = await import('../ingest/text/text-lines.js');
  const lines = textLines();
  const rowsIn = (taken: readonly { text: string }[]) =>
    taken.map(({ text }) => JSON.parse(text) as PreferenceRow);
  for await (const bytes of createReadStream(path)) yield rowsIn(lines.push(bytes as Uint8Array));
  yield rowsIn(lines.end());
}
