import type { HealthAnswer } from '../../asking/shapes.js';
import { linkTo } from '../../shell/location.js';
import { dateText } from '../../words/dates.js';
import { numberText } from '../../words/numbers.js';

/** From which day on matches count, how many lie `before` it, and by which version of the algorithm. */
export function Epoch({ epoch, before }: { epoch: HealthAnswer['epoch']; before: number }) {
  const { algorithm_version, min_valid_date } = epoch;
  return (
    <>
      <p>
        {min_valid_date === null
          ? 'All matches count.'
          : `Counting begins with ${dateText(min_valid_date)}; ${numberText(before)} ${before === 1 ? 'match lies' : 'matches lie'} before it.`}{' '}
        <span class="note">
          It is set on the <a href={linkTo('/overview')}>overview</a>.
        </span>
      </p>
      {algorithm_version !== null && (
        <p>
          Version in force: <a href={linkTo('/candidates')}>{algorithm_version}</a>
        </p>
      )}
    </>
  );
}
