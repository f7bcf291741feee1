import type { NewsKind } from '../domain/news/news.js';
import type { Heard } from '../messages/heard.js';

export interface MessageInput {
  kind: NewsKind;
  subject: string;
  way: string;
  /** Who asks for it to be sent although it was before. */
  request?: string;
  /** The message alone, or of its questions these; else all of it. */
  only?: 'message' | { questions: readonly string[] };
}

/** What a person gets for what they said. */
export interface ReplyAnswer {
  /** A line; null where it is what is sent instead. */
  text: string | null;
  /** The question that it was about, so that a reply to the answer is one to it. */
  about: { subject: string; question_id: string } | null;
  /** What they asked to be sent. */
  send: Pick<MessageInput, 'kind' | 'subject' | 'only'> | null;
}

/** What the control process does beside the workflows: it reaches people over the network. */
export interface MessageSteps {
  /** Gives how many pieces were sent: none where all had been. */
  sendMessage(input: MessageInput): Promise<{ sent: number }>;
  /** Answers what a person said by a way. */
  answerPerson(input: Pick<Heard, 'way' | 'update' | 'message'> & ReplyAnswer): Promise<void>;
}

/** What the data process does with what a person said, beside whatever step runs. */
export interface ReplySteps {
  /** Writes down what it says, as the API does, and gives the answer. */
  takeReply(heard: Heard): Promise<ReplyAnswer>;
}
