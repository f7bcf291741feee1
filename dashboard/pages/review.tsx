import { useSignal } from '@preact/signals';
import type { ReviewAnswer } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { sayOfWeek } from '../asking/week-reviews.js';
import { useKeys } from '../keys/pressed.js';
import { Answered } from '../parts/answered.js';
import { NoWeeks } from '../parts/no-weeks.js';
import { CandidateSection } from '../parts/review/candidate-section.js';
import { DoneLine } from '../parts/review/done-line.js';
import { HabitsSection } from '../parts/review/habits-section.js';
import { MoneySection } from '../parts/review/money-section.js';
import { NextWeekSection } from '../parts/review/next-week-section.js';
import { QuestionsSection } from '../parts/review/questions-section.js';
import { TrustSection } from '../parts/review/trust-section.js';
import { announce } from '../shell/announcement.js';
import { attempt } from '../shell/attempt.js';
import { query } from '../shell/location.js';
import { weekText } from '../words/dates.js';

/** The landing page: a published week as it is reviewed, the latest or the one in the address. */
export function Review() {
  const { week } = query.value;
  const asked = useAnswer('/review', { query: { week } }).value;
  return (
    <Answered asked={asked}>
      {(review) => (review.week === null ? <NothingYet /> : <ReviewedWeek review={review} />)}
    </Answered>
  );
}

function ReviewedWeek({ review }: { review: ReviewAnswer }) {
  const { week, questions } = review;
  const done = questions.filter(({ state }) => state === 'done').length;
  const isSaying = useSignal(false);
  const sayDone = async () => {
    if (week === null || isSaying.value) return;
    isSaying.value = true;
    await attempt(async () => {
      await sayOfWeek(week, { review_status: 'reviewed' });
      announce(`${week} is reviewed.`);
    });
    isSaying.value = false;
  };
  useKeys({ done: () => void sayDone() });
  return (
    <div data-review-status={review.review.status}>
      <div class="title">
        <h1>{week === null ? 'Review' : weekText(week)}</h1>
        {questions.length > 0 && (
          <span class="count">
            {done} of {questions.length} answered
          </span>
        )}
      </div>
      <TrustSection trust={review.trust} />
      <NextWeekSection items={review.next_week} />
      <QuestionsSection questions={questions} />
      <MoneySection money={review.money} />
      <HabitsSection habits={review.habits} />
      <CandidateSection candidate={review.candidate} open={review.left.candidates} />
      <DoneLine review={review.review} isSaying={isSaying.value} onDone={() => void sayDone()} />
    </div>
  );
}

function NothingYet() {
  return (
    <>
      <h1>Review</h1>
      <NoWeeks />
    </>
  );
}
