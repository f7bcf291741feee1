/**
 * What the fills of one decision come to: a roll where one contract is closed and another opened, be they labelled so
 * or not; the one action of all; else their side alone, since an unlabelled one among them may be either.
 */
export function tradedAction(actions: readonly string[]): string {
  const [first = '', ...others] = [...new Set(actions)];
  if (others.length === 0) return first;
  const sides = new Set(actions.map((action) => action.split('_', 1)[0]));
  const may = (label: 'open' | 'close') =>
    actions.some((action) => action.endsWith(`_to_${label}`) || action === 'buy' || action === 'sell');
  if (sides.has('buy') && sides.has('sell')) return may('close') && may('open') ? 'roll' : first;
  const [side = first] = sides;
  return sides.size === 1 ? side : first;
}
