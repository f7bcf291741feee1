import type { NewsKind } from '../domain/news/news.js';

export interface MessageInput {
  kind: NewsKind;
  subject: string;
  way: string;
  /** Who asks for it to be sent although it was before. */
  request?: string;
}

/** What the control process does beside the workflows: it reaches people over the network. */
export interface MessageSteps {
  /** Gives how many pieces were sent: none where all had been. */
  sendMessage(input: MessageInput): Promise<{ sent: number }>;
}
