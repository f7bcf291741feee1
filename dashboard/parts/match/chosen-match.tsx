import type { Fact } from '../../asking/facts.js';
import type { Match } from '../../asking/shapes.js';
import { useAnswer } from '../../asking/use-answer.js';
import { useRested } from '../../asking/use-rested.js';
import { ProblemLine } from '../problem-line.js';
import { MatchDetail } from './match-detail.js';
import { asSaid, saidCause } from './match-history.js';
import { useMatchSaying } from './use-match-saying.js';

/** The chosen match of a list. What is said of it need not wait for its detail: the list has enough of it. */
export function ChosenMatch({
  id,
  listed,
  filters,
  onSaid,
  onTakenBack,
}: {
  id: string | undefined;
  listed: Match | undefined;
  filters: Readonly<Record<string, string | undefined>>;
  onSaid: (fact: Fact) => void;
  onTakenBack: (fact: Fact) => void;
}) {
  const rested = useRested(id);
  const asked = rested === undefined ? null : { named: { id: rested }, query: filters };
  const { answer: last, problem } = useAnswer('/matches/{id}', asked).value;
  // While one goes on the answer is still about another.
  const answer = last?.match.id === id ? last : undefined;
  const match = answer === undefined ? (listed?.id === id ? listed : undefined) : asSaid(answer);
  const saying = useMatchSaying(match, {
    cause: saidCause(answer),
    onSaid: (fact) => (isMoving(fact) ? onSaid(fact) : undefined),
    onTakenBack,
  });
  return (
    <section class="detail" tabIndex={0} aria-label="The chosen match" aria-busy={answer === undefined}>
      {problem !== undefined && <ProblemLine problem={problem} />}
      {match !== undefined && <MatchDetail match={match} answer={answer} saying={saying} heading="h2" />}
    </section>
  );
}

/** An answer goes on to the next; of a link one wants to see what comes of it. */
function isMoving({ saying: { address } }: Fact): boolean {
  return !/\/(un)?link$/.test(address);
}
