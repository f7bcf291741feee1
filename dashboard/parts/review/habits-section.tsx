import type { ReviewAnswer } from '../../asking/shapes.js';
import { numberText } from '../../words/numbers.js';
import { Section } from './section.js';

type Habit = ReviewAnswer['habits'][number];

/** What the human keeps doing, and what that costs as far as it is known. */
export function HabitsSection({ habits }: { habits: readonly Habit[] }) {
  return (
    <Section name="habits" heading="Habits">
      {habits.length === 0 ? (
        <p>None is known yet.</p>
      ) : (
        <ul>
          {habits.map((habit) => (
            <li key={habit.pattern_id}>
              {habit.description}
              <span class="note"> {costOf(habit)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function costOf({ cost_low, cost_high, decisions_until_known }: Habit): string {
  const until = decisions_until_known ? ` · known in about ${decisions_until_known} more` : '';
  if (cost_low === null || cost_high === null) return `what it costs is not known yet${until}`;
  const of = (value: number) => numberText(value, { digits: 2, signed: true });
  return `costs ${of(cost_low)} to ${of(cost_high)} % of the underlying's price a decision${until}`;
}
