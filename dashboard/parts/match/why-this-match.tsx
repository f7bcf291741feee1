import { wordsOf } from '../../asking/words-of.js';
import { useSignal } from '@preact/signals';
import type { MatchAnswer } from '../../asking/shapes.js';
import { useAnswer } from '../../asking/use-answer.js';
import { numberText } from '../../words/numbers.js';
import { ProblemLine } from '../problem-line.js';

/** How sure the match is; behind one line what was looked at for it, which is asked for once that is opened. */
export function WhyThisMatch({ match }: { match: MatchAnswer['match'] }) {
  const isAsked = useSignal(false);
  const { confidence, runner_up } = match;
  return (
    <>
      {confidence !== null && (
        <p>
          {shareText(confidence)} sure of it
          {match.score !== null && `; ${shareText(match.score)} of a perfect answer`}.
          {match.flags.length > 0 && ` Marked: ${match.flags.map(wordsOf).join(', ')}.`}
          {match.passive && ' It was answered by doing nothing.'}
        </p>
      )}
      {runner_up !== null && (
        <p>
          Else it would be <strong>{wordsOf(runner_up.match_type ?? 'no match')}</strong>
          {runner_up.execution_ids.length > 0 && ` with ${runner_up.execution_ids.join(', ')}`}
          {runner_up.score !== null && ` (${shareText(runner_up.score)})`}.
        </p>
      )}
      <details open={isAsked.value} onToggle={({ currentTarget }) => (isAsked.value = currentTarget.open)}>
        <summary>What was looked at</summary>
        {isAsked.value && <Considered id={match.id} />}
      </details>
    </>
  );
}

/** Which trades were looked at, what each score adds up from, and why the others were not taken. */
function Considered({ id }: { id: string }) {
  const { answer, problem } = useAnswer('/matches/{id}/explain', { named: { id } }).value;
  return (
    <>
      {problem !== undefined && <ProblemLine problem={problem} />}
      {answer === undefined && problem === undefined && <p class="note">Asked …</p>}
      {answer !== undefined && answer.candidates.length === 0 && <p>No trade was near enough.</p>}
      {answer !== undefined && answer.candidates.length > 0 && (
        <div class="sideways" tabIndex={0} role="region" aria-label="What was looked at">
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col">trade</th>
                <th scope="col" class="number">
                  score
                </th>
                <th scope="col">adds up from</th>
                <th scope="col">taken</th>
              </tr>
            </thead>
            <tbody>
              {answer.candidates.map(({ recommendation_id, execution_ids, text, score, terms, ...one }) => (
                <tr key={`${recommendation_id} ${execution_ids.join(' ')}`}>
                  <td>{text}</td>
                  <td class="number">{shareText(score)}</td>
                  <td>{termsText(terms)}</td>
                  <td>{one.chosen ? '✓ yes' : `✗ ${one.why_not ?? 'no'}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {answer !== undefined && (
        <details>
          <summary>All of it as text</summary>
          <pre class="explained" tabIndex={0}>
            {answer.text}
          </pre>
        </details>
      )}
    </>
  );
}

function shareText(share: number): string {
  return `${numberText(share * 100, { digits: 0 })} %`;
}

function termsText(terms: object): string {
  return Object.entries(terms as Record<string, number>)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${wordsOf(name)} ${numberText(value * 100, { digits: 0 })}`)
    .join(' + ');
}
