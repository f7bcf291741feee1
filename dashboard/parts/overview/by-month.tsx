import type { Answer } from '../../asking/api.js';
import { numberText, percentText } from '../../words/numbers.js';

/** How the months compare with what is aimed at. */
export function ByMonth({ answer: { months, targets } }: { answer: Answer<'/analytics/success-metrics'> }) {
  if (months.length === 0) return <p>No month has a decision in it.</p>;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Months beside the aims">
      <table class="rows narrow">
        <caption>A week belongs to the month in which it ends.</caption>
        <thead>
          <tr>
            <th scope="col">Month</th>
            {['Divergence', 'Consent', 'Changes made', 'Review, minutes', 'Decisions'].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {months.map((month) => (
            <tr key={month.month}>
              <th scope="row" class="date">
                {month.month}
              </th>
              <td class="number">
                {percentText(month.divergence_rate)}
                {month.divergence_rate !== null && month.divergence_rate <= targets.divergence_rate && ' ✓'}
              </td>
              <td class="number">
                {percentText(month.consent_rate)}
                {month.consent_rate !== null && month.consent_rate >= targets.consent_rate && ' ✓'}
              </td>
              <td class="number">{month.candidates_implemented}</td>
              <td class="number">
                {numberText(month.review_minutes, { digits: 1 })}
                {month.review_minutes !== null && month.review_minutes <= targets.review_minutes && ' ✓'}
              </td>
              <td class="number">{month.sample_size}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">aim after six months</th>
            <td class="number">at most {percentText(targets.divergence_rate)}</td>
            <td class="number">at least {percentText(targets.consent_rate)}</td>
            <td />
            <td class="number">at most {targets.review_minutes}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
