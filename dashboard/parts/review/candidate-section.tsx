import type { Candidate } from '../../asking/shapes.js';
import { linkTo } from '../../shell/location.js';
import { momentText } from '../../words/dates.js';
import { CandidateCard } from '../candidate-card.js';
import { Section } from './section.js';

/** The one change that is proposed, and what is decided about it. `open`: how many wait for a decision in all. */
export function CandidateSection({ candidate, open }: { candidate: Candidate | null; open: number }) {
  const isOpen = candidate?.status === 'open';
  const others = open - (isOpen ? 1 : 0);
  return (
    <Section
      name="candidate"
      heading="One change"
      state={candidate === null ? undefined : isOpen ? 'open' : 'done'}
    >
      {candidate === null ? <p>Nothing is proposed.</p> : <CandidateCard candidate={candidate} hasKeys />}
      {candidate !== null && !isOpen && (
        <p>
          {candidate.decided_at !== null && (
            <>
              <span class="good">✓</span> Decided {momentText(candidate.decided_at)} by {candidate.decided_by}
              .{' '}
            </>
          )}
          <a href={linkTo('/candidates', { candidate_id: candidate.candidate_id })}>What became of it</a>
        </p>
      )}
      {others > 0 && (
        <p>
          <a href={linkTo('/candidates')}>
            {others === 1 ? 'Another change waits' : `${others} other changes wait`} for a decision
          </a>
        </p>
      )}
    </Section>
  );
}
