import { z } from 'zod';
import { NotFound } from '../domain/errors.js';
import type { Sheet } from '../domain/news/news.js';
import { toSecond } from '../domain/time/to-second.js';
import type { FarWay, Piece } from '../messages/way.js';
import type { Home } from '../store/home/home.js';
import { readSheet, sentPieces, writeSentPieces } from '../store/home/sent-pieces.js';
import { noteWay } from '../store/home/used-ways.js';
import { checkedInput } from './checked-input.js';
import type { MessageSteps } from './message-steps.js';

const input = z.object({
  kind: z.string().max(20),
  subject: z.string().regex(/^[\w-]{1,200}$/, 'not a subject'),
  way: z.string().max(20),
  request: z.string().max(100).optional(),
});

interface Parts {
  home: Home;
  ways: readonly FarWay[];
  clock: () => Date;
  /** Where the dashboard is answered; null where it is not. */
  publicUrl: () => Promise<string | null>;
}

/**
 * Sends a message by one way. Each piece is noted once it is sent: whatever breaks off in between, none is sent again
 * but the one that was being noted. What came of it is noted for `status`. Throws NotSent.
 */
export function sendingSteps({ home, ways, clock, publicUrl }: Parts): Pick<MessageSteps, 'sendMessage'> {
  return {
    async sendMessage(given) {
      const { subject, way: name, request = '' } = checkedInput('sendMessage', input, given);
      const sheet = await readSheet(home, subject);
      if (sheet === null) throw new NotFound(`no message ${subject}`);
      const way = ways.find((one) => one.name === name);
      // The person has unset it meanwhile.
      if (way === undefined) return { sent: 0 };
      const now = () => toSecond(clock());
      const sent = await sentPieces(home, { subject, way: name });
      const before = sent.length;
      try {
        for (const piece of piecesOf(sheet, { way, url: pageOf(await publicUrl()) })) {
          const question_id = piece.question?.question_id ?? null;
          if (sent.some((one) => one.question_id === question_id && one.request === request)) continue;
          const id = await way.send(piece);
          sent.push({ question_id, id, sent_at: now(), request });
          await writeSentPieces(home, { subject, way: name }, sent);
        }
      } catch (error) {
        await noteWay(home, { way: name, ok: false, last_at: now(), problem: (error as Error).message });
        throw error;
      }
      if (sent.length > before) await noteWay(home, { way: name, ok: true, last_at: now(), problem: null });
      return { sent: sent.length - before };
    },
  };
}

function piecesOf(sheet: Sheet, { way, url }: { way: FarWay; url: string | null }): Piece[] {
  const { subject, text, at, questions } = sheet;
  const singly = way.asksSingly ? questions : [];
  return [
    { subject, text, at, url, question: null },
    ...singly.map((question, place) => ({
      ...{ subject, at, url, question: { ...question, number: place + 1 } },
      text: question.why === '' ? question.text : `${question.text}\n${question.why}`,
    })),
  ];
}

/** The page on which the week is reviewed. */
function pageOf(base: string | null): string | null {
  return base === null ? null : `${base.replace(/\/+$/, '')}/strategies/learning`;
}
