import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { sayOfWeek } from '../../asking/week-reviews.js';
import type { WeekAnswer } from '../../asking/shapes.js';
import { useKeys } from '../../keys/pressed.js';
import { announce } from '../../shell/announcement.js';
import { attempt } from '../../shell/attempt.js';
import { Allowed } from '../allowed.js';
import { useTyped } from '../use-typed.js';
import { momentText } from '../../words/dates.js';
import { minutesText } from '../../words/numbers.js';

const LENGTH = 4_000;
const STATES = ['pending', 'reviewed', 'acted'] as const;
type State = (typeof STATES)[number];
const DOES: Readonly<Record<State, string>> = {
  pending: 'pending again',
  reviewed: 'reviewed',
  acted: 'acted on',
};

/** What its reader noted of a week, and how far the review of it is. */
export function WeekReview({ week: { id, review, revision, revisions } }: { week: WeekAnswer }) {
  const typed = useTyped(`week ${id}`);
  const notes = useRef<HTMLTextAreaElement>(null);
  const isSaying = useSignal(false);
  const isLatest = revisions.every((one) => one.revision <= revision);
  const forgetShown = () => {
    if (typed.text?.trim() === (review.notes ?? '').trim()) typed.forget();
  };
  const put = async (parameters: { review_status?: State; review_notes?: string }, done: string) => {
    if (isSaying.value) return;
    isSaying.value = true;
    await attempt(async () => {
      await sayOfWeek(id, parameters);
      announce(done);
      forgetShown();
    });
    isSaying.value = false;
  };
  // What is said stays as it was typed until the API shows it, which it may have done before.
  useEffect(forgetShown, [review.notes]);
  const shown = typed.text ?? review.notes ?? '';
  const become = (state: State) =>
    void put(
      { review_status: state, ...(typed.text !== null && { review_notes: typed.text }) },
      `${id} is ${DOES[state]}.`,
    );
  useKeys(
    isLatest
      ? {
          note: () => notes.current?.focus(),
          ...(review.status === 'pending' && { done: () => become('reviewed') }),
        }
      : {},
  );
  return (
    <>
      <p>
        {review.status === 'pending' ? (
          'Not reviewed yet.'
        ) : (
          <>
            <span class="good">✓ {DOES[review.status]}</span>
            {review.reviewed_at !== null && `, ${momentText(review.reviewed_at)}`}
            {review.minutes !== null && `, in ${minutesText(review.minutes)}`}
          </>
        )}
      </p>
      {review.decisions.length > 0 && (
        <ul>
          {review.decisions.map(({ at, by, decision, reason, candidate_id }) => (
            <li key={`${candidate_id} ${at}`}>
              {decision} of candidate {candidate_id.slice(0, 6)} by {by}, {momentText(at)}
              {reason !== null && `: ${reason}`}
            </li>
          ))}
        </ul>
      )}
      {!isLatest ? (
        <p>{review.notes ?? 'Without notes.'} A later revision is the one to review.</p>
      ) : (
        <Allowed to="decide">
          <form
            class="notes"
            onSubmit={(event) => {
              event.preventDefault();
              // Without its status a week with notes counts as reviewed.
              void put({ review_status: review.status, review_notes: shown }, 'The notes are kept.');
            }}
          >
            <label>
              Notes <kbd>n</kbd>
              <textarea
                ref={notes}
                rows={4}
                maxLength={LENGTH}
                value={shown}
                onInput={({ currentTarget }) => typed.keep(currentTarget.value)}
                onKeyDown={({ key, currentTarget }) => {
                  if (key === 'Escape') currentTarget.blur();
                }}
              />
            </label>
            <div class="answers">
              <button type="submit" disabled={isSaying.value}>
                Keep the notes
              </button>
              {STATES.filter((state) => state !== review.status).map((state) => (
                <button
                  key={state}
                  type="button"
                  class={state === 'reviewed' ? 'main' : ''}
                  disabled={isSaying.value}
                  onClick={() => become(state)}
                >
                  {DOES[state]} {state === 'reviewed' && <kbd>Shift+Enter</kbd>}
                </button>
              ))}
            </div>
          </form>
        </Allowed>
      )}
    </>
  );
}
