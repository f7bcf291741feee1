import type { ReviewAnswer } from '../../asking/shapes.js';
import { habitCostText } from '../../words/costs.js';
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
              <div class="note cost">{habitCostText(habit)}</div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
