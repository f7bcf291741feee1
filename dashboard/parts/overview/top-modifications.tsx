import type { Answer } from '../../asking/api.js';
import { changeText } from '../../words/changes.js';

type Modifications = Answer<'/analytics/top-modifications'>;

/** What is changed most where advice is changed. */
export function TopModifications({ answer }: { answer: Modifications }) {
  const fields = (
    [
      ['expiration', answer.dte_modifications],
      ['strike', answer.strike_modifications],
      ['premium', answer.premium_modifications],
      ['quantity', answer.quantity_modifications],
    ] as const
  ).flatMap(([field, change]) => (change === null ? [] : [{ field, ...change }]));
  if (fields.length === 0) return <p>No advice was changed in this time.</p>;
  return (
    <ul>
      {fields.map(({ field, count, median_change, direction }) => (
        <li key={field}>
          {field}: {count} {count === 1 ? 'time' : 'times'}, {direction}, {changeText(field, median_change)}{' '}
          as a rule{' '}
          <span class="note">
            {answer.by_symbol
              .filter((one) => one.field === field)
              .slice(0, 3)
              .map((one) => `${one.symbol} ${one.count}`)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
