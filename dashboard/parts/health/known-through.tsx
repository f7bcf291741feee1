import type { HealthAnswer } from '../../asking/shapes.js';
import { linkTo } from '../../shell/location.js';
import { dayText } from '../../words/dates.js';

/** How far records are known, and how far what is made from them is. */
export function KnownThrough({ asOf }: { asOf: HealthAnswer['as_of'] }) {
  const { known_through, reconciled_through, outcomes_through } = asOf;
  return (
    <dl class="facts">
      <dt>Records</dt>
      <dd>{known_through === null ? 'nothing is imported yet' : `through ${dayText(known_through)}`}</dd>
      <dt>Matches</dt>
      <dd>
        <MadeThrough day={reconciled_through} />
      </dd>
      <dt>Outcomes</dt>
      <dd>
        <MadeThrough day={outcomes_through} />
      </dd>
    </dl>
  );
}

function MadeThrough({ day }: { day: string | null }) {
  if (day !== null) return <>through {dayText(day)}</>;
  return (
    <>
      none yet; tonight, or on the <a href={linkTo('/overview')}>overview</a>
    </>
  );
}
