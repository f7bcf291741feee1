import { wordsOf } from '../../asking/words-of.js';
import type { MatchAnswer } from '../../asking/shapes.js';
import { momentText } from '../../words/dates.js';

type Said = MatchAnswer['history'][number];

/** What was said of a match, by whom and when, the latest first. */
export function MatchHistory({ history }: { history: readonly Said[] }) {
  if (history.length === 0) return <p>Nothing was said of it yet.</p>;
  return (
    <ol class="history">
      {[...history].reverse().map(({ at, by, fact, value }) => (
        <li key={`${at} ${fact} ${JSON.stringify(value)}`}>
          <span class="note">
            {momentText(at)}, {by}:
          </span>{' '}
          {fact} {valueText(value)}
        </li>
      ))}
    </ol>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'withdrawn';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .filter(([, one]) => one !== null && one !== undefined)
      .map(([name, one]) => `${wordsOf(name)} ${valueText(one)}`)
      .join(', ');
  return typeof value === 'string' ? wordsOf(value) : JSON.stringify(value);
}

/** The cause that a person said of it last, which another reason would not keep by itself. */
export function saidCause(answer: MatchAnswer | undefined): string | null {
  const last = answer?.history.findLast(({ fact }) => fact === 'reason');
  const { cause } = (last?.value ?? {}) as { cause?: unknown };
  return typeof cause === 'string' ? cause : null;
}

/** The match with what a person said last of whether it counts, which its row shows once it is worked out again. */
export function asSaid({ match, history }: Pick<MatchAnswer, 'match' | 'history'>): MatchAnswer['match'] {
  const last = history.findLast(({ fact }) => fact === 'exclusion');
  if (last === undefined || !match.restating) return match;
  const { reason } = (last.value ?? {}) as { reason?: string };
  return { ...match, excluded: reason !== undefined, exclusion_reason: reason ?? null };
}
