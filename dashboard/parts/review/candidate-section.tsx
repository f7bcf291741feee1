import type { Candidate } from '../../asking/shapes.js';
import { CandidateCard } from '../candidate-card.js';
import { Section } from './section.js';

/** The one change that is proposed, and what is decided about it. */
export function CandidateSection({ candidate }: { candidate: Candidate | null }) {
  const state = candidate === null ? undefined : candidate.status === 'open' ? 'open' : 'done';
  return (
    <Section name="candidate" heading="One change" state={state}>
      {candidate === null ? <p>Nothing is proposed.</p> : <CandidateCard candidate={candidate} hasKeys />}
    </Section>
  );
}
