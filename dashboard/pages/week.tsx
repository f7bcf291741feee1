import type { WeekAnswer } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { useKeys } from '../keys/pressed.js';
import { Answered } from '../parts/answered.js';
import { Section } from '../parts/review/section.js';
import { BothSidesLine } from '../parts/weeks/both-sides.js';
import { WeekCounts } from '../parts/weeks/counts.js';
import { WeekPatterns } from '../parts/weeks/patterns.js';
import { WeekReview } from '../parts/weeks/week-review.js';
import { goTo, linkTo, query } from '../shell/location.js';
import { dateText, weekText } from '../words/dates.js';

/** A published week as it was sent, what it was made of, and what its reader noted. */
export function Week({ of }: { of: string }) {
  const [year = '', week = ''] = of.split('-W');
  const { revision } = query.value;
  const asked = useAnswer('/weekly-summaries/{year}/{week}', {
    named: { year, week },
    query: revision === undefined ? {} : { revision: Number(revision) },
  }).value;
  useKeys({ back: () => goTo('/weekly', { week: of }) });
  return (
    <>
      {asked.answer === undefined && <h1>{weekText(of)}</h1>}
      <Answered asked={asked}>{(answer) => <OneWeek week={answer} />}</Answered>
      <p>
        <a href={linkTo('/weekly', { week: of })}>all weeks</a> <kbd>Esc</kbd>
      </p>
    </>
  );
}

function OneWeek({ week }: { week: WeekAnswer }) {
  const { performance, review } = week;
  const parts = performance.by_currency.length > 0 ? performance.by_currency : [performance];
  return (
    <div data-review-status={review.status}>
      <div class="title">
        <h1>{weekText(week.week_label)}</h1>
        <span>
          {dateText(week.week_start)} to {dateText(week.week_end)}
        </span>
        <Revisions week={week} />
      </div>
      <Section name="text" heading="Message">
        <pre class="sent" tabIndex={0} role="region" aria-label="The week's message">
          {week.text}
        </pre>
      </Section>
      <Section name="counts" heading="Counts">
        <WeekCounts week={week} />
      </Section>
      <Section name="money" heading="Money">
        {parts.map((part) => (
          <BothSidesLine
            key={part.currency}
            sides={{
              human: part.actual_pnl,
              low: part.algorithm_pnl_low,
              mid: part.algorithm_hypothetical_pnl,
              high: part.algorithm_pnl_high,
              currency: part.currency,
            }}
          />
        ))}
        <p class="note">
          Of the decisions that could be compared you did better in {performance.user_better_count}, the
          advice in {performance.algorithm_better_count}; {performance.neutral_count} made no difference,{' '}
          {performance.undetermined_count} cannot be told.
        </p>
      </Section>
      <Section name="patterns" heading="Patterns">
        <WeekPatterns patterns={week.patterns} />
      </Section>
      <Section name="candidates" heading="Candidates">
        {week.v4_candidates.length === 0 ? (
          <p>None was proposed.</p>
        ) : (
          <ul>
            {week.v4_candidates.map(({ candidate_id, description, status }) => (
              <li key={candidate_id}>
                <a href={linkTo('/candidates', { candidate_id })}>{description}</a>{' '}
                <span class="note">{status}</span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section name="review" heading="Review">
        <WeekReview key={`${week.id} ${week.revision}`} week={week} />
      </Section>
    </div>
  );
}

/** Each time it was published; what is said of one stays to be read. */
function Revisions({ week: { id, revision, revisions } }: { week: WeekAnswer }) {
  if (revisions.length < 2) return null;
  return (
    <nav class="choices" aria-label="Revisions">
      {revisions.map((one) => (
        <a
          key={one.revision}
          href={linkTo(`/weekly/${id}`, { revision: String(one.revision) })}
          aria-current={one.revision === revision ? 'true' : undefined}
        >
          revision {one.revision}
          {one.as_of !== null && `, as of ${dateText(one.as_of)}`}
        </a>
      ))}
    </nav>
  );
}
