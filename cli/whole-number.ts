import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`not a whole number from ${least} to ${most}`);
    return value;
  };
}
