import { wordsOf } from '../asking/words-of.js';
import { useAnswer } from '../asking/use-answer.js';
import type { Candidate } from '../asking/shapes.js';
import { Versions } from '../parts/algorithm/versions.js';
import { Decided } from '../parts/algorithm/decided.js';
import { Answered } from '../parts/answered.js';
import { CandidateCard } from '../parts/candidate-card.js';
import { useChosen } from '../parts/chosen.js';
import { Empty } from '../parts/empty.js';
import { ProblemLine } from '../parts/problem-line.js';
import { query } from '../shell/location.js';

const WAITING = ['open', 'deferred'];

/** What is proposed, on what evidence; what was decided, and what became of it. */
export function Candidates() {
  const asked = useAnswer('/v4-candidates').value;
  const { answer: versions, problem } = useAnswer('/algorithm/versions').value;
  return (
    <>
      <div class="title">
        <h1>V4 Candidates</h1>
        {asked.answer !== undefined && <span class="count">{waitingText(asked.answer.candidates)}</span>}
      </div>
      <Answered asked={asked}>{({ candidates }) => <CandidateLists candidates={candidates} />}</Answered>
      <h2>Versions of the algorithm</h2>
      {problem !== undefined && <ProblemLine problem={problem} />}
      {versions !== undefined && <Versions answer={versions} />}
    </>
  );
}

function waitingText(candidates: readonly Candidate[]): string {
  const count = candidates.filter(({ status }) => WAITING.includes(status)).length;
  return count === 0 ? '' : `${count} ${count === 1 ? 'waits' : 'wait'} for a decision`;
}

function CandidateLists({ candidates }: { candidates: readonly Candidate[] }) {
  const waiting = candidates.filter(({ status }) => WAITING.includes(status));
  const over = candidates.filter(({ status }) => !WAITING.includes(status));
  const {
    id: chosen,
    choose,
    holder,
  } = useChosen(
    'candidate_id',
    waiting.map(({ candidate_id }) => candidate_id),
  );
  return (
    <>
      {waiting.length === 0 && (
        <Empty>
          <p>Nothing is proposed.</p>
          <p>
            A change is proposed when a habit of yours is found and a replay of past advice shows that it
            would bring the advice nearer to what you do. Each published week looks for one.
          </p>
        </Empty>
      )}
      <div class="cards" ref={(at) => void (holder.current = at)}>
        {waiting.map((candidate) => {
          const { candidate_id: id, flags, priority, defer_until } = candidate;
          return (
            <div
              key={id}
              class="card"
              aria-current={id === chosen ? 'true' : undefined}
              onFocusCapture={() => id !== chosen && choose(id)}
              onClick={() => id !== chosen && choose(id)}
            >
              <p class="note">
                {priority} priority{flags.map((flag) => ` · ${wordsOf(flag)}`)}
                {defer_until !== null && ` · deferred until ${defer_until}`}
              </p>
              <CandidateCard candidate={candidate} hasKeys={id === chosen} />
            </div>
          );
        })}
      </div>
      {over.length > 0 && (
        <>
          <h2>Decided or gone</h2>
          <div class="decided">
            {over.map((candidate) => (
              <Decided
                key={candidate.candidate_id}
                candidate={candidate}
                isChosen={query.value['candidate_id'] === candidate.candidate_id}
              />
            ))}
          </div>
        </>
      )}
    </>
  );
}
