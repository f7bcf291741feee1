/** What a button answers. */
export interface Button {
  week: string;
  question: string;
  /** The place of the answer, from 1. */
  key: number;
}

/** Something that a person said by a way: a button, or words. */
export interface Heard {
  way: string;
  /** The way's number of it; rising. */
  update: number;
  /** When it was said; of a button when it was heard. An instant in UTC. */
  at: string;
  /** The way's id of the message that an answer stands under. */
  message: string;
  said: { press: Button } | { text: string; replyTo: string | null };
  /** The words of a message that stood otherwise before. */
  edited?: true;
}
