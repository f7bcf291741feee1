import type { ReviewAnswer } from '../../asking/shapes.js';
import { useAnswer } from '../../asking/use-answer.js';
import { dayText } from '../../words/dates.js';
import { minutesText } from '../../words/numbers.js';
import { Allowed } from '../allowed.js';

/** What ends the review: the button that says so, then how long it took and when the next one is due. */
export function DoneLine({
  review: { status, minutes },
  isSaying,
  onDone,
}: {
  review: ReviewAnswer['review'];
  isSaying: boolean;
  onDone: () => void;
}) {
  const isDone = status !== 'pending';
  const { answer } = useAnswer('/status', isDone ? {} : null).value;
  const next = answer?.schedules.find(({ id }) => id === 'week')?.next;
  if (!isDone)
    return (
      <div class="done">
        <Allowed to="decide">
          <button type="button" class="main" disabled={isSaying} onClick={onDone}>
            Done <kbd>Shift+Enter</kbd>
          </button>
        </Allowed>
      </div>
    );
  return (
    <p class="done">
      <span class="good">Done.</span> Reviewed{minutes !== null && ` in ${minutesText(minutes)}`}.
      {next && ` The next one is due on ${dayText(next.slice(0, 10))}.`}
    </p>
  );
}
