/** A code of the API (`no_action`) in words. */
export function wordsOf(code: string): string {
  return code.replaceAll('_', ' ');
}
