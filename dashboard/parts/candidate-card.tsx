import type { Candidate } from '../asking/shapes.js';
import { valueText } from '../words/changes.js';
import { changeCostText } from '../words/costs.js';
import { percentText } from '../words/numbers.js';
import { Bars } from './bars.js';
import { DecideCandidate } from './decide-candidate.js';

/** A proposed change: from what to what, on what evidence, what it would have done, and what is decided. */
export function CandidateCard({ candidate, hasKeys = false }: { candidate: Candidate; hasKeys?: boolean }) {
  const { description, evidence, risk, replay, patch, status, first_seen_week, occurrences } = candidate;
  const { divergence_before: before, divergence_after: after } = replay;
  const [, proposal = description, rest = ''] = /^(.*?\.) (.*)$/.exec(description) ?? [];
  return (
    <article class="candidate" data-candidate-id={candidate.candidate_id}>
      <p>
        <strong>{proposal}</strong> {rest}
      </p>
      <p>{evidence}</p>
      {before !== null && after !== null && (
        <Bars
          label={`Divergence on ${replay.advices} pieces of advice, replayed`}
          bars={[
            { name: 'before', value: before, text: percentText(before) },
            { name: 'after', value: after, text: percentText(after) },
          ]}
          most={100}
        />
      )}
      <dl class="facts">
        <dt>Sets</dt>
        <dd>
          {patch.changes.map(({ path, from, to }) => (
            <div key={path}>
              <code>{path}</code> {valueText(from)} → <strong>{valueText(to)}</strong>
            </div>
          ))}
        </dd>
        <dt>Cost</dt>
        <dd>{changeCostText(replay)}</dd>
        <dt>Risk</dt>
        <dd>{risk}</dd>
        <dt>First seen</dt>
        <dd>
          {first_seen_week}, {occurrences === 1 ? 'once' : `${occurrences} times`} since
        </dd>
        {candidate.auto_revert !== null && (
          <>
            <dt>Goes back</dt>
            <dd>by itself when it costs more than it may</dd>
          </>
        )}
      </dl>
      {status === 'open' || status === 'deferred' ? (
        <DecideCandidate candidate={candidate} hasKeys={hasKeys} />
      ) : (
        <p class="note">
          {status}
          {candidate.decision_reason !== null && `: ${candidate.decision_reason}`}
        </p>
      )}
    </article>
  );
}
