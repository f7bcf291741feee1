import { candidateQuestionText, type CandidateQuestion } from '../candidates/candidate-question.js';
import { questionText, type Question } from '../matching/review-questions.js';

/** A question of a week's message, which a review asks as well: to be answered by one key. */
export type WeekQuestion = Question | CandidateQuestion;

/** A question in a line; the year is left out where it is that of `beside`. */
export function weekQuestionText(question: WeekQuestion, beside: string): string {
  return question.about === 'candidate' ? candidateQuestionText(question) : questionText(question, beside);
}
