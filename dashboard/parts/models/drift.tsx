import { wordsOf } from '../../asking/words-of.js';
import type { ModelsAnswer } from '../../asking/shapes.js';
import { numberText } from '../../words/numbers.js';

type Report = NonNullable<ModelsAnswer['report']>;

/** Whether the world is still as it was when the model learned, by stream; alarms first. */
export function Drift({ drift }: { drift: Report['drift'] }) {
  if (drift.length === 0) return <p>Nothing is watched yet.</p>;
  const alarms = drift.filter(({ alarm }) => alarm).length;
  const sorted = [...drift].sort((one, other) => Number(other.alarm) - Number(one.alarm));
  return (
    <>
      <p>{alarms === 0 ? 'No stream has moved.' : `${alarms} of ${drift.length} have moved.`}</p>
      <div class="wide" tabIndex={0} role="region" aria-label="Drift by stream">
        <table class="rows narrow">
          <thead>
            <tr>
              <th scope="col">Stream</th>
              <th scope="col">Detector</th>
              <th scope="col" class="number">
                Statistic
              </th>
              <th scope="col" class="number">
                Limit
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ stream, detector, feature, statistic, limit, alarm, since }) => (
              <tr key={`${stream} ${detector} ${feature}`}>
                <th scope="row">
                  {wordsOf(stream)} {feature}
                </th>
                <td>{wordsOf(detector)}</td>
                <td class="number">{numberText(statistic)}</td>
                <td class="number">{numberText(limit)}</td>
                <td>
                  {alarm ? (
                    <span class="bad">✗ moved{since !== null && ` since ${since.slice(0, 10)}`}</span>
                  ) : (
                    'as it was'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
