import { InvalidArgumentError } from 'commander';

export function shareArgument(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share > 0 && share < 1))
    throw new InvalidArgumentError('not a share between 0 and 1');
  return share;
}
