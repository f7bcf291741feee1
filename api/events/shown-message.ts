import { newsAbout } from '../../domain/news/news.js';
import type { SentMessage } from '../parts.js';

/** A message that a person was sent, as who listens hears it. */
export function shownMessage({
  subject,
  text,
}: SentMessage): ReturnType<typeof newsAbout> & { text: string } {
  return { ...newsAbout(subject), text };
}
