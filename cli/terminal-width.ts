/** How many characters a line may have: as many as the terminal, any number where it is none. */
export function terminalWidth(): number {
  return process.stdout.columns ?? Infinity;
}
