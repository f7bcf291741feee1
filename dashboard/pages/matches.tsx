import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Fact } from '../asking/facts.js';
import { filtersIn, matchQuery } from '../asking/match-filters.js';
import { useMatchRows } from '../asking/match-rows.js';
import { changes } from '../asking/news.js';
import { isPassing } from '../asking/problem.js';
import { useKeys } from '../keys/pressed.js';
import { Empty } from '../parts/empty.js';
import { ChosenMatch } from '../parts/match/chosen-match.js';
import { MatchFilterBar } from '../parts/match-list/match-filter-bar.js';
import { MatchTable } from '../parts/match-list/match-table.js';
import { ReviewAll } from '../parts/match-list/review-all.js';
import { ProblemLine } from '../parts/problem-line.js';
import { filterBy, goTo, linkTo, path, query } from '../shell/location.js';
import { useReady } from '../shell/ready.js';
import { numberText } from '../words/numbers.js';

/** All matches of the filters in the address, and beside them all about the one that is chosen. */
export function Matches() {
  const filters = filtersIn(query.value);
  const { order, match_id } = query.value;
  const rows = useMatchRows(matchQuery(query.value));
  const field = useRef<HTMLInputElement>(null);
  /** Where the chosen one stands, also when it has left its place. */
  const place = useSignal(0);
  /** What was said here already, before the API shows it. */
  const said = useSignal<ReadonlyMap<string, string>>(new Map());
  const counts = rows.counts.value;
  const problem = rows.problem.value;
  useReady(counts !== null || (problem !== null && !isPassing(problem)));

  const known = match_id === undefined ? 0 : rows.indexOf(match_id);
  const chosenId = match_id ?? rows.at(0)?.id;
  const index = known >= 0 ? known : place.value;
  useEffect(() => {
    place.value = index;
  }, [index]);
  useEffect(() => {
    said.value = new Map();
  }, [changes.value]);

  const choose = (at: number) => {
    const match = rows.at(Math.min((counts?.total ?? 1) - 1, Math.max(0, at)));
    if (match !== undefined) filterBy({ match_id: match.id });
  };
  const onSaid = (fact: Fact) => {
    said.value = new Map([...said.value, [fact.matchId, fact.text]]);
    choose(index + 1);
  };
  const forget = ({ matchId }: Fact) => {
    said.value = new Map([...said.value].filter(([id]) => id !== matchId));
    // Who is writing something by now, or looks at another page, is not led back.
    const isTyping = document.activeElement?.matches('input, select, textarea') ?? false;
    if (path.value === '/matches' && !isTyping) filterBy({ match_id: matchId });
  };
  useKeys({
    next: () => choose(index + 1),
    previous: () => choose(index - 1),
    open: () => chosenId && goTo(`/matches/${encodeURIComponent(chosenId)}`, { ...filters, order }),
    filter: () => field.current?.focus(),
  });
  return (
    <>
      <div class="title">
        <h1>Matches</h1>
        {counts !== null && (
          <span class="count">
            <strong data-total={counts.total}>{numberText(counts.total)}</strong> in all ·{' '}
            {numberText(counts.unreviewed)} not reviewed
          </span>
        )}
        {counts !== null && <ReviewAll filters={filters} unreviewed={counts.unreviewed} />}
      </div>
      <MatchFilterBar field={field} />
      {problem !== null && <ProblemLine problem={problem} />}
      {counts?.total === 0 && <NoMatches isFiltered={Object.keys(filters).length > 0} />}
      {counts !== null && counts.total > 0 && (
        <div class="list-and-detail">
          <MatchTable
            rows={rows}
            chosen={{ id: chosenId, index }}
            said={said.value}
            filters={{ ...filters, order }}
            onChoose={choose}
          />
          <ChosenMatch
            id={chosenId}
            listed={rows.at(index)}
            filters={filters}
            onSaid={onSaid}
            onTakenBack={forget}
          />
        </div>
      )}
    </>
  );
}

function NoMatches({ isFiltered }: { isFiltered: boolean }) {
  return (
    <Empty>
      {isFiltered ? (
        <p>
          No match is of these filters. <a href={linkTo('/matches')}>All matches</a>
        </p>
      ) : (
        <>
          <p>There is no match yet: advice and executions are brought together once both are imported.</p>
          <p>
            <code>npx tradeloop import FILE</code>, or drop a file on the{' '}
            <a href={linkTo('/overview')}>overview</a>.
          </p>
        </>
      )}
    </Empty>
  );
}
