import type { ReviewAnswer } from '../../asking/shapes.js';
import { dayText } from '../../words/dates.js';
import { Section } from './section.js';

/** What comes next week, by day. */
export function NextWeekSection({ items }: { items: ReviewAnswer['next_week'] }) {
  const days = [...new Set(items.map(({ date }) => date))];
  return (
    <Section name="next-week" heading="Next week">
      {items.length === 0 ? (
        <p>Nothing expires, nothing is due.</p>
      ) : (
        <ul class="ahead">
          {days.map((day) => (
            <li key={day}>
              <strong>{dayText(day)}</strong>{' '}
              {items
                .filter(({ date }) => date === day)
                .map(({ text }) => (
                  <span key={text}>{text} </span>
                ))}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
