import type { Refused } from '../domain/learning/features/feature-specification.js';
import type { LineReader } from '../domain/learning/off-policy/line-reader.js';

/** What a reader makes of lines, or the first refusal. */
export function readTexts<T>({ take, end }: LineReader<T>, texts: readonly string[]): T | Refused {
  for (const [i, text] of texts.entries()) {
    const refused = take({ line: i + 1, text });
    if (refused) return refused;
  }
  return end();
}
