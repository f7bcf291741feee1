import { useRef } from 'preact/hooks';
import { filtersIn } from '../asking/match-filters.js';
import type { MatchAnswer } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { useKeys } from '../keys/pressed.js';
import { Answered } from '../parts/answered.js';
import { MatchDetail } from '../parts/match/match-detail.js';
import { asSaid, saidCause } from '../parts/match/match-history.js';
import { useMatchSaying } from '../parts/match/use-match-saying.js';
import { goTo, linkTo, query } from '../shell/location.js';

/** One match with all that is known of it, and the way to those before and after it in the list it came from. */
export function Match({ of: id }: { of: string }) {
  const filters = filtersIn(query.value);
  const asked = useAnswer('/matches/{id}', { named: { id }, query: filters }).value;
  // The way back is there also while it is waited for.
  useKeys({ back: () => goTo('/matches', { ...filters, order: query.value['order'], match_id: id }) });
  return <Answered asked={asked}>{(answer) => <OneMatch key={answer.match.id} answer={answer} />}</Answered>;
}

function OneMatch({ answer }: { answer: MatchAnswer }) {
  const match = asSaid(answer);
  const given = { ...filtersIn(query.value), order: query.value['order'] };
  // Those of when it was opened: once it is reviewed it stands elsewhere.
  const { previous, next } = useRef(answer.neighbours).current;
  const saying = useMatchSaying(match, {
    cause: saidCause(answer),
    isLinking: query.value['open'] === 'link',
  });
  const pathOf = (id: string) => `/matches/${encodeURIComponent(id)}`;
  const list = { ...given, match_id: match.id };
  useKeys({
    next: () => next !== null && goTo(pathOf(next), given),
    previous: () => previous !== null && goTo(pathOf(previous), given),
  });
  return (
    <>
      <nav class="neighbours" aria-label="Matches around this one">
        <a href={linkTo('/matches', list)}>
          <kbd>Esc</kbd> the list
        </a>
        {previous !== null && (
          <a rel="prev" href={linkTo(pathOf(previous), given)}>
            <kbd>k</kbd> previous
          </a>
        )}
        {next !== null && (
          <a rel="next" href={linkTo(pathOf(next), given)}>
            <kbd>j</kbd> next
          </a>
        )}
      </nav>
      <MatchDetail match={match} answer={answer} saying={saying} heading="h1" />
    </>
  );
}
