import type { Pattern } from '../../asking/shapes.js';
import { habitCostText } from '../../words/costs.js';

/** The habits that the week shows: how sure each is, and what it costs. */
export function WeekPatterns({ patterns }: { patterns: readonly Pattern[] }) {
  if (patterns.length === 0) return <p>None is known yet.</p>;
  return (
    <ul>
      {patterns.map((pattern) => (
        <li key={pattern.pattern_id}>
          {pattern.description}{' '}
          <span class="note">
            {pattern.found
              ? `found${pattern.first_found_week === null ? '' : ` since ${pattern.first_found_week}`}`
              : `not found yet (${pattern.confidence})`}{' '}
            · {habitCostText(pattern)}
          </span>
        </li>
      ))}
    </ul>
  );
}
