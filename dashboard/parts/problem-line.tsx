import type { Problem } from '../asking/problem.js';

/** What failed, whether anything was lost, and what to do. */
export function ProblemLine({ problem }: { problem: Problem }) {
  const { slug, title, detail, instance } = problem;
  return (
    <p role="alert" data-problem={slug}>
      <strong>{title}.</strong> {sentence(detail)} {MORE[slug] ?? 'Nothing was lost.'}
      {instance !== null && <small> Request {instance}</small>}
    </p>
  );
}

/** What a person does about it. */
const MORE: Readonly<Record<string, string>> = {
  offline: '',
  busy: 'It is asked again by itself.',
  'not-running': 'Reading goes on; what has to be worked out waits until it runs: npx tradeloop up.',
  'disk-fault': 'The disk is full or read-only: make room, then try again.',
  'insufficient-scope': 'A browser that may decide: npx tradeloop dashboard.',
  fault: 'Nothing was lost; the log of the data process has more under this request.',
};

/** Details are parts of a sentence. */
function sentence(text: string): string {
  const ended = /[.!?]$/.test(text) ? text : `${text}.`;
  return `${ended.charAt(0).toUpperCase()}${ended.slice(1)}`;
}
