import type { WeeklySummary } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { useKeys } from '../keys/pressed.js';
import { Answered } from '../parts/answered.js';
import { useChosen } from '../parts/chosen.js';
import { NoWeeks } from '../parts/no-weeks.js';
import { goTo, linkTo, query } from '../shell/location.js';
import { dayText } from '../words/dates.js';
import { moneyText, percentText } from '../words/numbers.js';

/** A quarter. */
const A_PAGE = 12;

/** The published weeks, the newest first, a quarter at a time. */
export function Weeks() {
  const { cursor } = query.value;
  const asked = useAnswer('/weekly-summaries', { query: { limit: A_PAGE, cursor } }).value;
  return (
    <>
      <div class="title">
        <h1>Weekly Summaries</h1>
      </div>
      <Answered asked={asked}>
        {({ summaries, next_cursor }) =>
          summaries.length === 0 ? (
            <NoWeeks />
          ) : (
            <WeekList summaries={summaries} older={next_cursor} isFirst={cursor === undefined} />
          )
        }
      </Answered>
    </>
  );
}

function WeekList({
  summaries,
  older,
  isFirst,
}: {
  summaries: readonly WeeklySummary[];
  older: string | null;
  isFirst: boolean;
}) {
  const ids = summaries.map(({ id }) => id);
  const { id: chosen, choose, holder } = useChosen('week', ids);
  useKeys({ open: () => chosen && goTo(`/weekly/${chosen}`) });
  return (
    <>
      <div
        class="wide"
        tabIndex={0}
        role="region"
        aria-label="Weeks"
        ref={(at) => void (holder.current = at)}
      >
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Week</th>
              <th scope="col" class="number">
                Divergence (95 %)
              </th>
              <th scope="col">Consent, modify, reject, own</th>
              <th scope="col" class="number">
                You
              </th>
              <th scope="col" class="number">
                As advised
              </th>
              <th scope="col" class="number">
                Patterns, candidates
              </th>
              <th scope="col">Review</th>
            </tr>
          </thead>
          <tbody>
            {summaries.map((week) => (
              <tr
                key={week.id}
                data-week={week.id}
                aria-current={week.id === chosen ? 'true' : undefined}
                onClick={() => choose(week.id)}
              >
                <WeekCells week={week} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <nav class="paging" aria-label="Weeks further on">
        {!isFirst && <a href={linkTo('/weekly')}>newest</a>}
        {older !== null && <a href={linkTo('/weekly', { cursor: older })}>older weeks</a>}
        {older === null && <span class="note">No older week is published.</span>}
      </nav>
    </>
  );
}

function WeekCells({ week }: { week: WeeklySummary }) {
  const { match_breakdown: types, divergence_rate_low: low, divergence_rate_high: high } = week;
  const [from, to] = week.date_range.split(' to ') as [string, string];
  return (
    <>
      <th scope="row">
        <a href={linkTo(`/weekly/${week.id}`)}>{week.week_label}</a>
        <div class="note">
          {dayText(from)} to {dayText(to)}
        </div>
      </th>
      <td class="number">
        {percentText(week.divergence_rate)}
        {low !== null && high !== null && (
          <div class="note">
            {percentText(low)} to {percentText(high)}
          </div>
        )}
      </td>
      <td>
        {types.consent} · {types.modify} · {types.reject} · {types.independent}
        {types.pending > 0 && <div class="note">{types.pending} pending</div>}
      </td>
      <td class="number">{moneyText(week.actual_pnl, week.currency, { signed: true })}</td>
      <td class="number">
        {moneyText(week.algorithm_pnl, week.currency, { signed: true })}
        {week.algorithm_pnl_low !== null && week.algorithm_pnl_high !== null && (
          <div class="note">
            {moneyText(week.algorithm_pnl_low, week.currency, { signed: true })} to{' '}
            {moneyText(week.algorithm_pnl_high, week.currency, { signed: true })}
          </div>
        )}
      </td>
      <td class="number">
        {week.patterns_count}, {week.v4_candidates_count}
      </td>
      <td>
        {week.review_status === 'pending' ? 'pending' : <span class="good">✓ {week.review_status}</span>}
        {week.revised && <div class="note">published again since</div>}
      </td>
    </>
  );
}
