import type { WeekAnswer } from '../../asking/shapes.js';
import { changeText } from '../../words/changes.js';
import { percentText } from '../../words/numbers.js';

/** What was done with the week's advice, how often what was changed, and the same by symbol. */
export function WeekCounts({ week }: { week: WeekAnswer }) {
  const { match_breakdown: types, recommendations, executions, top_modifications, symbol_insights } = week;
  const rows: readonly (readonly [string, number, number | null, string])[] = [
    ['consent', types.consent, types.consent_pct, `${types.consent_passive} of them by doing nothing`],
    ['modify', types.modify, types.modify_pct, ''],
    ['reject', types.reject, types.reject_pct, ''],
    ['independent', types.independent, null, 'without advice'],
    ['no action', types.no_action, null, ''],
    ['pending', types.pending, null, 'not over yet'],
    ['excluded', types.excluded, null, 'superseded or excluded'],
  ];
  const symbols = Object.entries(symbol_insights);
  return (
    <>
      <table class="rows narrow">
        <caption>
          {recommendations.total} pieces of advice, {executions.total} executions; per cent of consent, modify
          and reject
        </caption>
        <thead>
          <tr>
            <th scope="col">What was done</th>
            <th scope="col" class="number">
              Count
            </th>
            <th scope="col" class="number">
              Of the decisions
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, count, pct, note]) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {count > 0 && note !== '' && <div class="note">{note}</div>}
              </th>
              <td class="number">{count}</td>
              <td class="number">{pct === null ? '' : percentText(pct)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {types.consent_rate_active !== null && (
        <p>Consent where something had to be done: {percentText(types.consent_rate_active)}.</p>
      )}
      {top_modifications.length > 0 && (
        <p>
          Changed:{' '}
          {top_modifications
            .map(
              ({ field, count, median_diff }) =>
                `${field} ${count} ${count === 1 ? 'time' : 'times'} (${changeText(field, median_diff)} as a rule)`,
            )
            .join(', ')}
          .
        </p>
      )}
      {symbols.length > 0 && (
        <details>
          <summary>By symbol ({symbols.length})</summary>
          <table class="rows narrow">
            <thead>
              <tr>
                <th scope="col">Symbol</th>
                <th scope="col" class="number">
                  Advice
                </th>
                <th scope="col" class="number">
                  Divergence
                </th>
                <th scope="col">Changed most</th>
              </tr>
            </thead>
            <tbody>
              {symbols.map(([symbol, { recommendations: count, divergence_rate, top_modification }]) => (
                <tr key={symbol}>
                  <th scope="row">{symbol}</th>
                  <td class="number">{count}</td>
                  <td class="number">{percentText(divergence_rate)}</td>
                  <td>{top_modification ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  );
}
