import { moneyText } from './numbers.js';

/** Both sides' profit and loss in one currency; the advised side is a model's, with its interval. */
export interface BothSides {
  human: number | null;
  low: number | null;
  mid: number | null;
  high: number | null;
  currency: string | null;
}

/** Both sides in a sentence, with what the interval allows to be said. */
export function bothSidesText({ human, low, mid, high, currency }: BothSides): string {
  const of = (amount: number) => moneyText(amount, currency, { signed: true });
  if (human === null && mid === null) return 'Nothing was closed that could be compared.';
  const you = human === null ? 'What you made is not known' : `You made ${of(human)}`;
  if (mid === null || low === null || high === null)
    return `${you}; what the advice would have made is not known.`;
  const advised = `as advised it would have been ${of(mid)}, by model between ${of(low)} and ${of(high)}`;
  if (human === null) return `${you}; ${advised}.`;
  return `${you}; ${advised}. ${verdictText(human, low, high)}`;
}

function verdictText(human: number, low: number, high: number): string {
  if (human > high) return 'You did better than the whole interval.';
  if (human < low) return 'The advice would have done better, by the whole interval.';
  return 'They cannot be told apart.';
}
