import { wordsOf } from '../../asking/words-of.js';
import {
  CAUSES,
  excludeFact,
  EXCLUSIONS,
  includeFact,
  mayBeLinked,
  REASONS,
  reasonFact,
  reviewFact,
  unlinkFact,
  unreviewFact,
} from '../../asking/facts.js';
import type { Match } from '../../asking/shapes.js';
import { Allowed } from '../allowed.js';
import { NoteField } from '../note-field.js';
import { LinkField } from './link-field.js';
import type { Saying } from './use-match-saying.js';

/** Why, in one press; in words; what is to be done with the match: each can be withdrawn. */
export function SaidPanel({ match, cause, saying }: { match: Match; cause: string | null; saying: Saying }) {
  const { open, say, giveReason, sayWords, undo } = saying;
  const { user_reason, reason_text, recommendation, execution } = match;
  return (
    <Allowed to="decide">
      <div class="answers" role="group" aria-label="Why?">
        {REASONS.map((code, at) => (
          <button
            key={code}
            type="button"
            aria-pressed={user_reason === code}
            onClick={() => giveReason(code)}
          >
            <kbd>{at + 1}</kbd> {wordsOf(code)}
          </button>
        ))}
      </div>
      {reason_text !== null && <blockquote>{reason_text}</blockquote>}
      {open.value === 'note' && (
        <NoteField
          about={match.id}
          label="In your own words"
          onSay={sayWords}
          onLeave={() => (open.value = null)}
        />
      )}
      {open.value === 'link' && <LinkField match={match} onLink={say} onLeave={() => (open.value = null)} />}
      <div class="choices">
        <button type="button" onClick={() => (open.value = 'note')}>
          <kbd>n</kbd> note
        </button>
        {match.reviewed_at === null ? (
          <button type="button" onClick={() => say(reviewFact(match))}>
            <kbd>c</kbd> as judged
          </button>
        ) : (
          <button type="button" onClick={() => say(unreviewFact(match))}>
            not reviewed
          </button>
        )}
        <button type="button" onClick={() => say(reasonFact(match, 'skipped', null, { formerCause: cause }))}>
          <kbd>s</kbd> skip
        </button>
        {mayBeLinked(match) && (
          <button type="button" onClick={() => (open.value = 'link')}>
            <kbd>l</kbd> link
          </button>
        )}
        {recommendation !== null && execution !== null && (
          <button type="button" onClick={() => say(unlinkFact(match))}>
            unlink
          </button>
        )}
        <button type="button" onClick={undo}>
          <kbd>u</kbd> undo
        </button>
      </div>
      <div class="choices">
        {match.excluded ? (
          <button type="button" onClick={() => say(includeFact(match))}>
            <kbd>x</kbd> include again
          </button>
        ) : (
          <label>
            Exclude <kbd>x</kbd>{' '}
            <select
              value=""
              onChange={({ currentTarget }) => {
                const { value } = currentTarget;
                currentTarget.value = '';
                if (value !== '') say(excludeFact(match, value));
              }}
            >
              <option value="">no</option>
              {EXCLUSIONS.map((reason) => (
                <option key={reason} value={reason}>
                  {reason === 'user' ? 'by my own choice' : reason}
                </option>
              ))}
            </select>
          </label>
        )}
        {match.match_type === 'reject' && <Cause match={match} cause={cause} saying={saying} />}
      </div>
    </Allowed>
  );
}

/** How it came that nothing was done: only of a reject can that be said, and with a reason. */
function Cause({ match, cause, saying }: { match: Match; cause: string | null; saying: Saying }) {
  return (
    <label>
      Cause{' '}
      <select
        value={cause ?? ''}
        onChange={({ currentTarget }) => {
          const { value } = currentTarget;
          const code = match.user_reason ?? 'other';
          saying.say(
            reasonFact(match, code, match.reason_text, {
              cause: value === '' ? null : value,
              formerCause: cause,
            }),
          );
        }}
      >
        <option value="">{match.cause === null ? 'not said' : `as found: ${wordsOf(match.cause)}`}</option>
        {CAUSES.map((one) => (
          <option key={one} value={one}>
            {wordsOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
