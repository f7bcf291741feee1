import { z } from 'zod';
import { PAGES } from '../domain/access/pages.js';
import { NotFound } from '../domain/errors.js';
import type { Sheet } from '../domain/news/news.js';
import { toSecond } from '../domain/time/to-second.js';
import type { ChatWay, FarWay, Piece } from '../messages/way.js';
import type { Home } from '../store/home/home.js';
import { addSentPiece, readSheet, sentPieces } from '../store/home/sent-pieces.js';
import { noteWay } from '../store/home/used-ways.js';
import { checkedInput } from './checked-input.js';
import type { MessageInput, MessageSteps } from './message-steps.js';

const subject = z.string().regex(/^[\w-]{1,200}$/, 'not a subject');
const input = z.object({
  kind: z.string().max(20),
  subject,
  way: z.string().max(20),
  request: z.string().max(100).optional(),
  only: z
    .union([z.literal('message'), z.object({ questions: z.array(z.string().max(100)).max(100) })])
    .optional(),
});
const answer = z.object({
  way: z.string().max(20),
  update: z.int(),
  message: z.string().max(40),
  text: z.string().max(1_000).nullable(),
  about: z.object({ subject, question_id: z.string().max(100) }).nullable(),
});

interface Parts {
  home: Home;
  ways: readonly (FarWay | ChatWay)[];
  clock: () => Date;
  /** Where the dashboard is answered; null where it is not. */
  publicUrl: () => Promise<string | null>;
}

/**
 * Sends a message by one way. Each piece is noted once it is sent: whatever breaks off in between, none is sent again
 * but the one that was being noted. What came of it is noted for `status`. Throws NotSent.
 */
export function sendingSteps({ home, ways, clock, publicUrl }: Parts): MessageSteps {
  const now = () => toSecond(clock());
  /** Without a problem it was sent. On a full disk it cannot be noted, and nothing is sent again for that. */
  async function note(way: string, problem: string | null): Promise<void> {
    await noteWay(home, { way, ok: problem === null, last_at: now(), problem }).catch(() => undefined);
  }
  return {
    async sendMessage(given) {
      const { subject, way: name, request = '', only } = checkedInput('sendMessage', input, given);
      const sheet = await readSheet(home, subject);
      if (sheet === null) throw new NotFound(`no message ${subject}`);
      const way = ways.find((one) => one.name === name);
      // The person has unset it meanwhile.
      if (way === undefined) return { sent: 0 };
      const before = await sentPieces(home, { subject, way: name });
      let sent = 0;
      try {
        for (const piece of piecesOf(sheet, { way, url: pageOf(await publicUrl()), only })) {
          const question_id = piece.question?.question_id ?? null;
          if (before.some((one) => one.question_id === question_id && one.request === request)) continue;
          const id = await way.send(piece);
          const numbered = piece.question === null ? sheet.questions.map((one) => one.question_id) : [];
          const noted = { question_id, id, sent_at: now(), request, numbered };
          await addSentPiece(home, { subject, way: name }, noted);
          sent += 1;
        }
      } catch (error) {
        await note(name, (error as Error).message);
        throw error;
      }
      if (sent > 0) await note(name, null);
      return { sent };
    },
    async answerPerson(given) {
      const { way: name, update, message, text, about } = checkedInput('answerPerson', answer, given);
      const way = ways.find((one): one is ChatWay => one.name === name && 'reply' in one);
      if (way === undefined || text === null) return;
      const id = await way.reply({ to: message, text }).catch(async (error: Error) => {
        await note(name, error.message);
        throw error;
      });
      await note(name, null);
      if (about === null) return;
      const { subject, question_id } = about;
      const noted = { question_id, id, sent_at: now(), request: `answer ${update}`, numbered: [] };
      // The person has the answer: sent again it would be no better.
      await addSentPiece(home, { subject, way: name }, noted).catch(() => undefined);
    },
  };
}

function piecesOf(
  sheet: Sheet,
  { way, url, only }: { way: FarWay; url: string | null; only: MessageInput['only'] },
): Piece[] {
  const { subject, text, at, questions } = sheet;
  const asked = questions.map((question, place) => ({ ...question, number: place + 1 }));
  const isAsked = (id: string) => only === undefined || (only !== 'message' && only.questions.includes(id));
  const singly = way.asksSingly ? asked.filter(({ question_id }) => isAsked(question_id)) : [];
  return [
    ...(only === undefined || only === 'message' ? [{ subject, text, at, url, question: null }] : []),
    ...singly.map((question) => ({
      ...{ subject, at, url, question },
      text: question.why === '' ? question.text : `${question.text}\n${question.why}`,
    })),
  ];
}

/** The page on which the week is reviewed. */
function pageOf(base: string | null): string | null {
  return base === null ? null : `${base.replace(/\/+$/, '')}${PAGES}`;
}
