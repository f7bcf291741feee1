import type { ComponentChildren } from 'preact';
import type { WeeklySummary } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { useKeys } from '../keys/pressed.js';
import { Answered } from '../parts/answered.js';
import { useChosen } from '../parts/chosen.js';
import { NoWeeks } from '../parts/no-weeks.js';
import { goTo, linkTo, query } from '../shell/location.js';
import { shortDayText } from '../words/dates.js';
import { moneyText, percentText, rangeText } from '../words/numbers.js';

/** A quarter. */
const A_PAGE = 12;
const COLUMNS = [
  { name: 'Week', isNumber: false },
  { name: 'Divergence, 95 %', isNumber: true },
  { name: 'Consent · modify · reject · own', isNumber: false },
  { name: 'You', isNumber: true },
  { name: 'As advised', isNumber: true },
  { name: 'Patterns, candidates', isNumber: true },
  { name: 'Review', isNumber: false },
] as const;

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
        <table class="rows weeks" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {COLUMNS.map(({ name, isNumber }) => (
                <th key={name} role="columnheader" scope="col" class={isNumber ? 'number' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {summaries.map((week) => (
              <tr
                key={week.id}
                role="row"
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
  const money = (amount: number | null) => moneyText(amount, week.currency, { signed: true });
  return (
    <>
      <th role="rowheader" scope="row">
        <a href={linkTo(`/weekly/${week.id}`)}>{week.week_label}</a>
        <div class="note">
          {shortDayText(from)} to {shortDayText(to)}
        </div>
      </th>
      <Cell column={1}>
        {percentText(week.divergence_rate)}
        {low !== null && high !== null && <div class="note">{rangeText(low, high)}</div>}
      </Cell>
      <Cell column={2}>
        {types.consent} · {types.modify} · {types.reject} · {types.independent}
        {types.pending > 0 && <div class="note">{types.pending} pending</div>}
      </Cell>
      <Cell column={3}>{money(week.actual_pnl)}</Cell>
      <Cell column={4}>
        {money(week.algorithm_pnl)}
        {week.algorithm_pnl_low !== null && week.algorithm_pnl_high !== null && (
          <div class="note">
            {money(week.algorithm_pnl_low)} to {money(week.algorithm_pnl_high)}
          </div>
        )}
      </Cell>
      <Cell column={5}>
        {week.patterns_count}, {week.v4_candidates_count}
      </Cell>
      <Cell column={6}>
        {week.review_status === 'pending' ? 'pending' : <span class="good">✓ {week.review_status}</span>}
        {week.revised && <div class="note">published again since</div>}
      </Cell>
    </>
  );
}

/** A cell; where rows are cards its column's name stands in it. */
function Cell({ column, children }: { column: number; children: ComponentChildren }) {
  const { name, isNumber } = COLUMNS[column] ?? COLUMNS[0];
  return (
    <td role="cell" class={isNumber ? 'number' : undefined}>
      <span class="column" aria-hidden="true">
        {name}
      </span>
      <div>{children}</div>
    </td>
  );
}
