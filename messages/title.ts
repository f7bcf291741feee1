import { newsAbout } from '../domain/news/news.js';

/** What a message is called, in ASCII: `tradeloop: week 2025-W03`. */
export function titleOf(subject: string): string {
  const { kind, week } = newsAbout(subject);
  switch (kind) {
    case 'week':
      return `tradeloop: ${subject.endsWith('-questions') ? 'questions of ' : ''}week ${week ?? ''}`;
    case 'candidate':
      return 'tradeloop: a candidate waits';
    case 'trouble':
      return 'tradeloop: trouble';
    case 'test':
      return 'tradeloop: a test';
    case 'morning':
      return `tradeloop: ${subject.replace('morning-', 'morning after ')}`;
  }
}
