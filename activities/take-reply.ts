import { z } from 'zod';
import { TradeloopError } from '../domain/errors.js';
import { hasKeyOf } from '../domain/keyed-request.js';
import { answersTo, type QuestionAnswer } from '../domain/matching/question-answers.js';
import { humanFacts, saysMore } from '../domain/matching/human-facts.js';
import { isPair, questionText } from '../domain/matching/review-questions.js';
import { newsAbout } from '../domain/news/news.js';
import { printableLines } from '../domain/printable.js';
import { weekRange } from '../domain/time/iso-week.js';
import type { Heard } from '../messages/heard.js';
import { meantBy, writtenIn, type Command, type Meant } from '../messages/reply-meaning.js';
import { matchFactsIn } from '../store/home/match-facts.js';
import { lastNumbered, pieceNamed, readSheet } from '../store/home/sent-pieces.js';
import type { Store } from '../store/open-store.js';
import { checkedInput } from './checked-input.js';
import type { ReplyAnswer, ReplySteps } from './message-steps.js';
import { keyOfReply, turnOf, undoOf } from './reply-turn.js';
import type { SaidFacts } from './said-facts.js';
import { askedWeek } from './asked-week.js';
import { lastAnswer, withdrawn } from './withdrawn-answer.js';
import { questionsOfWeek, type AskedQuestion } from './week-questions.js';

const heard = z.object({
  way: z.string().regex(/^[a-z]{1,20}$/, 'not a way'),
  update: z.int(),
  at: z.iso.datetime(),
  message: z.string().max(40),
  said: z.union([
    z.object({
      press: z.object({
        week: z.string().regex(/^\d{4}-W\d{2}$/, 'not a week'),
        question: z.string().max(100),
        key: z.int().min(1).max(9),
      }),
    }),
    z.object({ text: z.string().max(10_000), replyTo: z.string().max(40).nullable() }),
  ]),
  edited: z.literal(true).optional(),
});

interface Parts {
  opened: () => Promise<Store>;
  facts: Pick<SaidFacts, 'say' | 'meant' | 'keep'>;
  /** Has what was said taken into account. */
  restate: () => Promise<unknown>;
}

/** A question that somebody answers, and what they say to it; undefined where it can be no answer. */
interface Addressed {
  subject: string;
  question_id: string;
  meant: (question: { about: AskedQuestion['about']; is_pair: boolean }) => Meant | undefined;
}

/**
 * What people say by a way: answers become the facts that the API makes of them, under the name of the way; a further
 * answer to a question stands in the place of the one before. Whatever cannot be taken is answered in words.
 */
export function replySteps({ opened, facts, restate }: Parts): ReplySteps {
  return {
    async takeReply(given) {
      const { edited, ...checked } = checkedInput('takeReply', heard, given);
      const reply: Heard = { ...checked, ...(edited && { edited }) };
      const store = await opened();
      const { said } = reply;
      if ('press' in said) return answered(store, reply, pressed(said.press));
      const written = writtenIn(said.text);
      if ('command' in written) return commanded(store, reply, written.command);
      const addressed = await addressedBy(store, reply, { ...written, ...said });
      return 'question_id' in addressed ? answered(store, reply, addressed) : line(addressed.text);
    },
  };

  function pressed({ week, question, key }: { week: string; question: string; key: number }): Addressed {
    const meant: Addressed['meant'] = ({ about, is_pair }) => {
      const answer = answersTo(about, is_pair)[key - 1];
      return answer && { answer, note: null };
    };
    return { subject: `${week}-r1`, question_id: question, meant };
  }

  async function answered(store: Store, reply: Heard, addressed: Addressed): Promise<ReplyAnswer> {
    const { subject, question_id } = addressed;
    const about = { subject, question_id };
    const { week } = newsAbout(subject);
    const questions = week === null ? [] : await snapshotOf(store, (parts) => questionsOfWeek(parts, week));
    const question = questions.find((one) => one.question_id === question_id);
    if (week === null || question === undefined) return line(await goneText(store, about), about);
    const is_pair = isPair(question.match) || (await wasPair(store, about));
    const meant = addressed.meant({ about: question.about, is_pair });
    if (meant === undefined) return line(ANSWERS[question.about], about);
    const what = questionText(question, weekRange(week).from).split(':')[0];
    try {
      const came = await noted(store, reply, { question, meant });
      if (came === 'gone') return line(await goneText(store, about), about);
      if (came === 'overtaken')
        return line(
          `Not noted of ${what}: you answered it again since. Reply to the question to change that.`,
          about,
        );
      await restate();
      const words = meant.note === null ? '' : ', with your words';
      // What stood before may not be what is withdrawn next.
      const undo = came === 'stood' ? '' : ', /undo withdraws it';
      return line(`Noted of ${what}: ${meant.answer.label}${words}. Another reply changes it${undo}.`, about);
    } catch (error) {
      if (!(error instanceof TradeloopError)) throw error;
      return line(`Not noted of ${what}: ${error.message}`, about);
    }
  }

  /** Writes down what is meant; `stood`: that was said before, as by a button that is pressed twice. */
  async function noted(
    store: Store,
    reply: Heard,
    { question, meant: { answer, note } }: { question: AskedQuestion; meant: Meant },
  ): Promise<'said' | 'stood' | 'overtaken' | 'gone'> {
    const id = String(question.match['match_id']);
    const { way: by, at } = reply;
    const saying = { by, at, ...sayingOf(answer, { id, note }), ...keyOfReply(reply) };
    const { journal } = store;
    const [fact] = await store.warehouse.snapshot((warehouse) => facts.meant(saying, { warehouse, journal }));
    if (fact === undefined) return 'gone';
    const { recommendation_id, execution_ids, account = null } = fact;
    const said = matchFactsIn(journal).on({ recommendation_id, execution_ids, decision_account: account });
    const turn = turnOf(reply, { meant: fact, said });
    if (turn !== 'next') return turn;
    if (!saysMore(humanFacts(said), fact)) return 'stood';
    await facts.keep([fact]);
    return 'said';
  }

  async function commanded(store: Store, { way, at, update }: Heard, command: Command): Promise<ReplyAnswer> {
    if (command === 'help') return line(HELP);
    if (command === 'undo') {
      // Tried again after it was written down, it withdraws no further one.
      const keyed = { idempotency_key: `undo ${update}`, request: `${way}.undo` };
      if (store.journal.entries.some((entry) => hasKeyOf(entry, keyed))) return line(WITHDRAWN);
      const last = lastAnswer(store.journal, way);
      if (last === undefined) return line('There is no answer of yours to withdraw.');
      const saying = await withdrawn(store, last);
      if (saying === undefined) return line('Your last answer is of a match that is another now.');
      await facts.say({ by: undoOf(way), at, ...saying, ...keyed });
      await restate();
      return line(WITHDRAWN);
    }
    const week = await askedWeek(store, at);
    if (week === null) return line('No week is published yet.');
    const { subject, open } = week;
    if (command === 'week') return { ...line(null), send: { kind: 'week', subject, only: 'message' } };
    if (open.length === 0) return line(`Nothing is left to answer of week ${newsAbout(subject).week}.`);
    return { ...line(null), send: { kind: 'week', subject, only: { questions: open } } };
  }
}

function noteOf(note: string | null): string | null {
  return note === null ? null : printableLines(note);
}

function sayingOf(answer: QuestionAnswer, { id, note }: { id: string; note: string | null }) {
  switch (answer.say) {
    case 'reason':
      return {
        ...({ say: 'reason', id, code: answer.code, cause: null } as const),
        note: noteOf(note),
      };
    case 'review':
      return { say: 'reviewThese', ids: [id] } as const;
    case 'unlink':
      return { say: 'unlink', id } as const;
  }
}

/** Which question words are about: the one they reply to, or the one whose number they begin with. */
async function addressedBy(
  { home }: Store,
  { way, message }: Heard,
  said: { number: number | null; words: string; text: string; replyTo: string | null },
): Promise<Addressed | { text: string }> {
  const { number, words, text, replyTo } = said;
  const found = replyTo === null ? undefined : await pieceNamed(home, { way, id: replyTo });
  const { question_id = null } = found?.piece ?? {};
  if (found !== undefined && question_id !== null)
    return { subject: found.subject, question_id, meant: (question) => meantBy(text.trim(), question) };
  if (number === null) return { text: HELP };
  const asked =
    replyTo === null
      ? await lastNumbered(home, { way, before: message })
      : { subject: found?.subject ?? '', numbered: found?.piece.numbered ?? [] };
  if (replyTo !== null && asked?.numbered.length === 0) return { text: WHICH };
  const numbered = asked?.numbered[number - 1];
  if (asked === null || numbered === undefined) return { text: `There is no question ${number}.` };
  return { subject: asked.subject, question_id: numbered, meant: (question) => meantBy(words, question) };
}

/** Whether a question was about a pair when it was asked: of one that was said to be none, `no` stays an answer. */
async function wasPair(
  { home }: Store,
  { subject, question_id }: { subject: string; question_id: string },
): Promise<boolean> {
  const sheet = await readSheet(home, subject);
  return sheet?.questions.some((one) => one.question_id === question_id && one.is_pair) ?? false;
}

/** Why nothing can be answered any more. */
async function goneText(
  { home }: Store,
  { subject, question_id }: { subject: string; question_id: string },
): Promise<string> {
  const sheet = await readSheet(home, subject);
  const question = sheet?.questions.find((one) => one.question_id === question_id);
  if (question?.about === 'candidate') return ANSWERS.candidate;
  return 'That question is gone: its match is another now. /review asks what is left to answer.';
}

function line(text: string | null, about: ReplyAnswer['about'] = null): ReplyAnswer {
  return { text, about, send: null };
}

function snapshotOf<T>(
  { warehouse, journal, home }: Store,
  work: (parts: Parameters<typeof questionsOfWeek>[0]) => Promise<T>,
): Promise<T> {
  return warehouse.snapshot((reader) => work({ warehouse: reader, journal, home }));
}

const WHICH =
  'Which question is meant? The message that you reply to has none. Reply to the question itself, or write its number ' +
  'and the reason without replying.';
const WITHDRAWN = 'Withdrawn: your last answer.';
const HELP =
  'Press a button, reply to a question with your reason, or write its number and the reason: "2 gut feeling". ' +
  '/week sends the week, /review what is left to answer, /undo withdraws your last answer.';

/** What a question takes that was answered otherwise. */
const ANSWERS = {
  reason: 'Not noted: reply with a reason, in your words.',
  doubt: 'Not noted: reply yes or no.',
  candidate: 'A candidate is decided in the dashboard, or by "npx tradeloop review".',
};
