import type { ReviewAnswer } from '../../asking/shapes.js';
import { dayText } from '../../words/dates.js';
import { Section } from './section.js';

type Item = ReviewAnswer['next_week'][number];

/** What comes next week, by day; behind it what is so all week. */
export function NextWeekSection({ items }: { items: readonly Item[] }) {
  const isOfADay = ({ kind }: Item) => kind !== 'uncovered';
  const days = [...new Set(items.filter(isOfADay).map(({ date }) => date))];
  const rows = [
    ...days.map((day) => ({
      name: dayText(day),
      items: items.filter((item) => isOfADay(item) && item.date === day),
    })),
    { name: 'Any day', items: items.filter((item) => !isOfADay(item)) },
  ].filter((row) => row.items.length > 0);
  return (
    <Section name="next-week" heading="Next week">
      {rows.length === 0 ? (
        <p>Nothing expires, nothing is due.</p>
      ) : (
        <dl class="facts ahead">
          {rows.map((row) => (
            <div key={row.name}>
              <dt>{row.name}</dt>
              <dd>
                <ul>
                  {row.items.map(({ text }) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
