import type { HealthAnswer } from '../../asking/shapes.js';
import { useAnswer } from '../../asking/use-answer.js';
import { linkTo } from '../../shell/location.js';
import { numberText } from '../../words/numbers.js';

/** How much is stored, with links to the lists of as many. */
export function RecordCounts({ counts, details }: Pick<HealthAnswer, 'counts' | 'details'>) {
  const { answer: left } = useAnswer('/matches', { query: { limit: 1 } }).value;
  const all = { include_excluded: 'true', respect_epoch: 'false' };
  return (
    <dl class="facts">
      <dt>Matches</dt>
      <dd>
        <a href={linkTo('/matches', all)}>{numberText(counts.total_matches)}</a>
      </dd>
      {left !== undefined && (
        <>
          <dt>Not reviewed</dt>
          <dd>
            <a href={linkTo('/matches', { reviewed: 'false' })}>{numberText(left.unreviewed_count)}</a>
          </dd>
        </>
      )}
      <dt>Outcomes</dt>
      <dd>{numberText(counts.total_outcomes)}</dd>
      <dt>Trades without a time</dt>
      <dd>
        {numberText(details.missing_timestamp)} <span class="note">(only their day is known)</span>
      </dd>
    </dl>
  );
}
