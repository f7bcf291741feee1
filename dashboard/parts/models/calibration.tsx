import type { EvaluationsAnswer } from '../../asking/shapes.js';
import { percentText } from '../../words/numbers.js';

type Bin = EvaluationsAnswer['calibration'][number];

/** How often it was right where it said so much: a picture, on whose slope all is as said, and the same as a table. */
export function Calibration({ bins }: { bins: readonly Bin[] }) {
  const filled = bins.filter(({ n }) => n > 0);
  if (filled.length === 0) return <p>No prediction of it is scored yet.</p>;
  const most = Math.max(...filled.map(({ n }) => n));
  const scored = filled.reduce((sum, { n }) => sum + n, 0);
  return (
    <figure class="calibration">
      <svg
        viewBox="-4 -4 108 108"
        role="img"
        aria-label={`Calibration of ${scored} predictions: the chance that was said across, how often it came true up`}
      >
        <path class="axis" d="M0 0V100H100" />
        <path class="slope" d="M0 100L100 0" />
        {filled.map(({ p_low, n, mean_p, rate }) => (
          <circle
            key={p_low}
            cx={100 * (mean_p ?? 0)}
            cy={100 - 100 * (rate ?? 0)}
            r={1.2 + 3 * Math.sqrt(n / most)}
          />
        ))}
      </svg>
      <figcaption>
        Across: the chance that it said. Up: how often that came true. On the dashed line both are the same;
        above it the model said too little, below it too much. The larger a dot, the more of the {scored}{' '}
        predictions it stands for.
        <details>
          <summary>The same as a table</summary>
          <table class="rows narrow">
            <thead>
              <tr>
                <th scope="col">Said</th>
                {['Predictions', 'Mean said', 'Came'].map((name) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {filled.map(({ p_low, p_high, n, mean_p, rate }) => (
                <tr key={p_low}>
                  <th scope="row">
                    {percentText(100 * p_low)} to {percentText(100 * p_high)}
                  </th>
                  <td class="number">{n}</td>
                  <td class="number">{percentText(mean_p === null ? null : 100 * mean_p)}</td>
                  <td class="number">{percentText(rate === null ? null : 100 * rate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </figcaption>
    </figure>
  );
}
