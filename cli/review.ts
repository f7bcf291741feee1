import { shortId } from '../domain/short-id.js';
import { Command } from 'commander';
import type { DecideInput } from '../activities/algorithm-reports.js';
import type { MatchSaying } from '../activities/loop-reports.js';
import type { AskedSteps } from '../activities/steps.js';
import type { CandidateQuestion } from '../domain/candidates/candidate-question.js';
import { TradeloopError } from '../domain/errors.js';
import type { PersonsCause, ReasonCode } from '../domain/matching/said-codes.js';
import type { Question } from '../domain/matching/review-questions.js';
import { WATCH_WEEKS } from '../domain/registry/may-decide.js';
import type { WeekQuestion } from '../domain/week/week-question.js';
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
/** What is decided about a candidate, by key. */
const DECISIONS = { i: 'implement', d: 'defer', r: 'reject' } as const;

/** `review`: the document is `{asked, answered, minutes}`. */
export function reviewCommand(): Command {
  return withSaid(new Command('review'))
    .description('answer what only you know, five questions at most, a key each')
    .addOption(localOption())
    .action(
      answering(async (context, said: SaidOptions) => {
        const begun = performance.now();
        const counts = await withSteps(context, async (steps, reads) => {
          const { questions } = await reads.questions();
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

type Recording = Pick<AskedSteps, 'recordFacts' | 'decideCandidate'>;

/** A question counts as asked once a key came to it, and as answered once what the key says is recorded. */
async function ask(
  questions: readonly WeekQuestion[],
  { steps, said }: { steps: Recording; said: SaidOptions },
): Promise<{ asked: number; answered: number }> {
  const counts = { asked: 0, answered: 0 };
  if (questions.length === 0) return counts;
  const { weekQuestionText } = await import('../domain/week/week-question.js');
  const keys = keysOf(process.stdin);
  try {
    for (const [at, question] of questions.entries()) {
      printNote(`${at + 1} of ${questions.length}: ${weekQuestionText(question, yearOf(questions))}`);
      for (const line of linesOf(question)) printNote(`   ${line}`);
      const key = await keyFor(question, keys);
      if (key === undefined) break;
      counts.asked += 1;
      if (key === QUIT) break;
      if (key !== SKIP && (await record(question, key, { steps, said }))) counts.answered += 1;
    }
  } finally {
    await keys.return();
  }
  return counts;
}

/** The year that no question says: that of the first match. */
function yearOf(questions: readonly WeekQuestion[]): string {
  const first = questions.find((question) => question.about !== 'candidate');
  return first?.match.trading_date ?? '';
}

/** The next key that answers a question; any other is left out. Undefined where no more keys come. */
async function keyFor(
  question: WeekQuestion,
  keys: AsyncGenerator<string, void>,
): Promise<string | undefined> {
  const allowed = keysTo(question);
  for (;;) {
    const { value, done } = await keys.next();
    if (done || value === undefined || value === CTRL_C) return undefined;
    if (allowed.includes(value)) return value;
    printNote(`   ${keyText(question)}`);
  }
}

function keysTo(question: WeekQuestion): string[] {
  switch (question.about) {
    case 'candidate':
      return [
        ...Object.keys(DECISIONS).filter((key) => key !== 'i' || !question.candidate.isCostly),
        SKIP,
        QUIT,
      ];
    case 'doubt':
      return [YES, ...(isPair(question.match) ? [NO] : []), SKIP, QUIT];
    case 'reason': {
      const { match_type, cause } = question.match as Question['match'] & { cause?: unknown };
      const isRefusal = match_type === 'reject' && cause !== 'contradicted';
      return [...Object.keys(REASONS), ...(isRefusal ? Object.keys(CAUSES) : []), SKIP, QUIT];
    }
  }
}

function linesOf(question: WeekQuestion): string[] {
  if (question.about !== 'candidate') return [keyText(question)];
  const { candidate_id, text, isCostly } = question.candidate;
  const howTo = `To implement it though it costs: "npx tradeloop candidates decide ${shortId(candidate_id)} implement --accept-cost".`;
  return [text, ...(isCostly ? [howTo] : []), keyText(question)];
}

function keyText(question: WeekQuestion): string {
  const words: Readonly<Record<string, string>> = { ...wordsOf(question), [SKIP]: 'skip', [QUIT]: 'quit' };
  return keysTo(question)
    .map((key) => `${key} ${(words[key] ?? '').replaceAll('_', ' ')}`)
    .join(', ');
}

function wordsOf(question: WeekQuestion): Readonly<Record<string, string>> {
  switch (question.about) {
    case 'candidate':
      return { ...DECISIONS, d: `defer until ${question.until}` };
    case 'doubt':
      return { [YES]: 'yes', [NO]: 'no' };
    case 'reason':
      return { ...REASONS, ...CAUSES };
  }
}

/** Records what a key says. What is refused, as when somebody else was faster, is said, and the next question comes. */
async function record(
  question: WeekQuestion,
  key: string,
  { steps, said }: { steps: Recording; said: SaidOptions },
): Promise<boolean> {
  try {
    if (question.about === 'candidate') await steps.decideCandidate(decisionOf(question, key, said));
    else for (const saying of sayings(question, key)) await steps.recordFacts({ ...saidBy(said), ...saying });
    return true;
  } catch (error) {
    if (!(error instanceof TradeloopError)) throw error;
    printNote(`   not recorded: ${error.message}`);
    return false;
  }
}

function decisionOf({ candidate, until }: CandidateQuestion, key: string, said: SaidOptions): DecideInput {
  const decision = DECISIONS[key as keyof typeof DECISIONS];
  return {
    ...{ id: candidate.candidate_id, decision, revision: candidate.revision },
    until: decision === 'defer' ? until : null,
    reason: decision === 'reject' ? 'rejected in a review' : null,
    ...{ acceptCost: false, effective: null, watchWeeks: WATCH_WEEKS },
    ...{ onBreach: 'revert', weeklyLossLimit: null },
    ...saidBy(said),
    isAtGiven: said.at !== undefined,
  };
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
