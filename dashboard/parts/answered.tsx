import type { ComponentChildren } from 'preact';
import { isPassing } from '../asking/problem.js';
import type { Asked } from '../asking/use-answer.js';
import { useReady } from '../shell/ready.js';
import { ProblemLine } from './problem-line.js';

/** A page's first answer: what it shows once it is there, and what kept it from coming. */
export function Answered<A>({
  asked,
  children,
}: {
  asked: Asked<A>;
  children: (answer: A) => ComponentChildren;
}) {
  const { answer, problem } = asked;
  useReady(answer !== undefined || (problem !== undefined && !isPassing(problem)));
  return (
    <>
      {problem !== undefined && <ProblemLine problem={problem} />}
      {answer !== undefined && children(answer)}
    </>
  );
}
