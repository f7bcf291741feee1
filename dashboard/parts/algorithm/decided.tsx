import { useSignal } from '@preact/signals';
import type { Candidate } from '../../asking/shapes.js';
import { useAnswer } from '../../asking/use-answer.js';
import { momentText } from '../../words/dates.js';
import { CandidateCard } from '../candidate-card.js';
import { ProblemLine } from '../problem-line.js';

/** A candidate that is no more open, in a line; behind it the card, and who decided what when. */
export function Decided({ candidate, isChosen }: { candidate: Candidate; isChosen: boolean }) {
  const isOpen = useSignal(isChosen);
  const { description, status, decided_at, decided_by, last_seen_week } = candidate;
  return (
    <details
      open={isOpen.value}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
      data-candidate={candidate.candidate_id}
    >
      <summary>
        <strong>{status}</strong>{' '}
        {decided_at === null ? `last seen ${last_seen_week}` : `${momentText(decided_at)} by ${decided_by}`}:{' '}
        {description}
      </summary>
      {isOpen.value && (
        <>
          <CandidateCard candidate={candidate} />
          <History id={candidate.candidate_id} />
        </>
      )}
    </details>
  );
}

function History({ id }: { id: string }) {
  const { answer, problem } = useAnswer('/v4-candidates/{id}', { named: { id } }).value;
  if (problem !== undefined) return <ProblemLine problem={problem} />;
  if (answer === undefined) return <p class="note">Asked …</p>;
  if (answer.history.length === 0) return <p class="note">Nobody decided about it.</p>;
  return (
    <ul>
      {answer.history.map(({ at, by, decision, reason, to_version }) => (
        <li key={at}>
          {momentText(at)}: {decision} by {by}
          {to_version !== null && ` as ${to_version}`}
          {reason !== null && `: ${reason}`}
        </li>
      ))}
    </ul>
  );
}
