import type { Message, SingleQuestion } from '../domain/news/news.js';

/** Sends a message; the text is printable. */
export type Notify = (message: Message) => Promise<void>;

/** A way to reach a person. */
export interface Way {
  name: string;
  send: Notify;
}

/** What goes over a network at once: a message, or a question of it. */
export interface Piece extends Message {
  at: string;
  /** The page of the dashboard that says more; null where none is served. */
  url: string | null;
  /** The question that this is, and its place among those of the message; null for the message itself. */
  question: (SingleQuestion & { number: number }) | null;
}

/** A way to reach a person over a network. Throws NotSent, in words that hold no secret. */
export interface FarWay {
  name: FarWayName;
  /** Whether questions go as pieces of their own, behind the message. */
  asksSingly: boolean;
  /** Gives the id that the way knows the piece by; null where it has none. */
  send(this: void, piece: Piece): Promise<string | null>;
}

/** A way by which a person answers. */
export interface ChatWay extends FarWay {
  /** Answers, in a line, what they said: the message of that id. Gives the id of the answer. */
  reply(this: void, answer: { to: string; text: string }): Promise<string>;
}

export const FAR_WAYS = ['telegram', 'ntfy', 'webhook', 'mail'] as const;
export type FarWayName = (typeof FAR_WAYS)[number];
