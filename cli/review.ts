import { Command } from 'commander';
import type { AskedSteps, MatchSaying } from '../activities/steps.js';
import type { PersonsCause, ReasonCode } from '../domain/matching/match-fact.js';
import { questionText, type Question } from '../domain/matching/review-questions.js';
import { answering, localOption, printNote } from './context.js';
import { saidBy, withSaid, type SaidOptions } from './said.js';
import { withSteps } from './with-steps.js';

const CTRL_C = '\u0003';
const QUIT = 'q';
const SKIP = 's';
const YES = 'y';
const NO = 'n';

/** Why something was done otherwise, by key. */
const REASONS: Readonly<Record<string, ReasonCode>> = {
  t: 'timing',
  p: 'premium_low',
  i: 'iv_low',
  e: 'earnings_concern',
  g: 'gut_feeling',
  b: 'better_opportunity',
  r: 'risk_too_high',
  a: 'already_exposed',
  o: 'other',
};
/** What kept somebody from following advice, by key: the reason is then another one. */
const CAUSES: Readonly<Record<string, PersonsCause>> = { u: 'unseen', f: 'unfilled' };

/** `review`: the document is `{asked, answered, minutes}`. */
export function reviewCommand(): Command {
  return withSaid(new Command('review'))
    .description('answer what only you know, five questions at most, a key each')
    .addOption(localOption())
    .action(
      answering(async (context, said: SaidOptions) => {
        const begun = performance.now();
        const counts = await withSteps(context, async (steps, reads) => {
          const { questions } = await reads.questions({});
          return ask(questions, { steps, said });
        });
        const minutes = Math.round((performance.now() - begun) / 6_000) / 10;
        const { asked, answered } = counts;
        return {
          document: { asked, answered, minutes },
          lines: [asked === 0 ? 'nothing to ask' : `${answered} of ${asked} answered in ${minutes} minutes`],
        };
      }),
    );
}

async function ask(
  questions: readonly Question[],
  { steps, said }: { steps: Pick<AskedSteps, 'recordFacts'>; said: SaidOptions },
): Promise<{ asked: number; answered: number }> {
  const counts = { asked: 0, answered: 0 };
  const [first] = questions;
  if (first === undefined) return counts;
  const keys = keysOf(process.stdin);
  try {
    for (const [at, question] of questions.entries()) {
      counts.asked += 1;
      printNote(`${at + 1} of ${questions.length}: ${questionText(question, first.match.trading_date)}`);
      printNote(`   ${keyText(question)}`);
      const key = await keyFor(question, keys);
      if (key === QUIT) break;
      if (key === SKIP) continue;
      for (const saying of sayings(question, key)) await steps.recordFacts({ ...saidBy(said), ...saying });
      counts.answered += 1;
    }
  } finally {
    await keys.return();
  }
  return counts;
}

/** The next key that answers a question; any other is left out. Without further keys it is that to quit. */
async function keyFor(question: Question, keys: AsyncGenerator<string, void>): Promise<string> {
  const allowed = keysTo(question);
  for (;;) {
    const { value, done } = await keys.next();
    if (done || value === undefined || value === CTRL_C) return QUIT;
    if (allowed.includes(value)) return value;
    printNote(`   ${keyText(question)}`);
  }
}

function keysTo({ about, match }: Question): string[] {
  if (about === 'doubt') return [YES, ...(isPair(match) ? [NO] : []), SKIP, QUIT];
  const isRefusal = match.match_type === 'reject' && match['cause'] !== 'contradicted';
  const causes = isRefusal ? Object.keys(CAUSES) : [];
  return [...Object.keys(REASONS), ...causes, SKIP, QUIT];
}

function keyText(question: Question): string {
  const words: Readonly<Record<string, string>> = {
    ...(question.about === 'doubt' ? { [YES]: 'yes', [NO]: 'no' } : { ...REASONS, ...CAUSES }),
    [SKIP]: 'skip',
    [QUIT]: 'quit',
  };
  return keysTo(question)
    .map((key) => `${key} ${(words[key] ?? '').replaceAll('_', ' ')}`)
    .join(', ');
}

type Saying = MatchSaying extends infer S ? (S extends unknown ? Omit<S, 'by' | 'at'> : never) : never;

/** What a key says: a pair that is none is unlinked, and has been looked at all the same. */
function sayings({ about, match }: Question, key: string): Saying[] {
  const id = String(match['match_id']);
  if (about === 'doubt') {
    const reviewed = { say: 'review', ids: [id], through: null } as const;
    return key === NO ? [{ say: 'unlink', id }, reviewed] : [reviewed];
  }
  const code = REASONS[key] ?? 'other';
  return [{ say: 'reason', id, code, note: null, cause: CAUSES[key] ?? null }];
}

function isPair({ recommendation_id, execution_ids }: Question['match']): boolean {
  return recommendation_id !== null && execution_ids.length > 0;
}

/** The keys as they are pressed; of a pipe its characters. */
async function* keysOf(input: NodeJS.ReadStream): AsyncGenerator<string, void> {
  if (input.isTTY) input.setRawMode(true);
  try {
    for await (const chunk of input) for (const key of String(chunk)) if (key.trim() !== '') yield key;
  } finally {
    if (input.isTTY) input.setRawMode(false);
    input.destroy();
  }
}
