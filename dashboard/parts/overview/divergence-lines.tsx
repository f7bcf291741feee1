import type { DivergenceAnswer } from '../../asking/shapes.js';
import { linkTo } from '../../shell/location.js';
import { mondayOf } from '../../words/dates.js';
import { rateInterval } from '../../words/intervals.js';
import { percentText, rangeText } from '../../words/numbers.js';
import type { ChangeRow } from '../algorithm/version-rows.js';
import { Lines } from '../charts/lines.js';

/** Divergence week by week with its band, the aim, and the versions of the algorithm as marks. */
export function DivergenceLines({
  weeks,
  aim,
  changes,
}: {
  weeks: DivergenceAnswer['by_week'];
  aim: number | undefined;
  changes: readonly ChangeRow[];
}) {
  const intervals = weeks.map(({ consent, modify, reject }) =>
    rateInterval(modify + reject, consent + modify + reject),
  );
  const marks = changes.flatMap(({ effective_from: at, to_version: text }) =>
    at === null ? [] : [{ at, text }],
  );
  return (
    <Lines
      drawing={{
        at: weeks.map(({ week }) => mondayOf(week)),
        lines: [
          { name: 'divergence', colour: '--human', values: weeks.map((week) => week.divergence_rate) },
          ...(aim === undefined
            ? []
            : [{ name: 'aim', colour: '--good', dash: [6, 4], values: weeks.map(() => aim) }]),
        ],
        band: {
          low: intervals.map((one) => one?.low ?? null),
          high: intervals.map((one) => one?.high ?? null),
        },
        ...{ marks, range: [0, 100], unit: ' %' },
      }}
      text={
        <>
          {saidOf(weeks)}
          {weeks.length > 1 && ' The band is the 95 % interval of each week'}
          {weeks.length > 1 &&
            aim !== undefined &&
            `; the dashed line is the aim after six months, ${percentText(aim)}`}
          {weeks.length > 1 && '.'}
          {marks.length > 0 && ` Upright: ${marks.map(({ at, text }) => `${text} from ${at}`).join(', ')}.`}
        </>
      }
      table={
        <div class="wide" tabIndex={0} role="region" aria-label="Divergence by week">
          <table class="rows narrow">
            <thead>
              <tr>
                <th scope="col">Week</th>
                {['Divergence', '95 %', 'Consent', 'Modify', 'Reject', 'Independent'].map((name) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks.map(({ week, divergence_rate, consent, modify, reject, independent }, at) => {
                const interval = intervals[at];
                return (
                  <tr key={week}>
                    <th scope="row">
                      <a href={linkTo(`/weekly/${week}`)}>{week}</a>
                    </th>
                    <td class="number">{percentText(divergence_rate)}</td>
                    <td class="number">{interval && rangeText(interval.low, interval.high)}</td>
                    <td class="number">{consent}</td>
                    <td class="number">{modify}</td>
                    <td class="number">{reject}</td>
                    <td class="number">{independent}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      }
    />
  );
}

function saidOf(weeks: DivergenceAnswer['by_week']): string {
  const known = weeks.filter(({ divergence_rate }) => divergence_rate !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'No week has a decision in it.';
  if (first === last) return `Divergence in ${first.week}: ${percentText(first.divergence_rate)}.`;
  return `Divergence by week: ${percentText(first.divergence_rate)} in ${first.week}, ${percentText(last.divergence_rate)} in ${last.week}.`;
}
