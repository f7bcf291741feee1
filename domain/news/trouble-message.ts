/** What a person reads of what does not work by itself; `at` is when it was found. */
export function troubleMessage(problem: string, at: string): string {
  return `TROUBLE, found at ${at.slice(0, 16)}Z\n${problem}\n"npx tradeloop status" says how things stand.\n`;
}
