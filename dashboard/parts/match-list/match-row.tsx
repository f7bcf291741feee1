import type { Match } from '../../asking/shapes.js';
import { linkTo } from '../../shell/location.js';
import { dayText } from '../../words/dates.js';
import {
  comparedText,
  differencesOf,
  hoursText,
  saidText,
  signOf,
  symbolOf,
  verdictText,
  wordsOf,
} from '../../words/matches.js';
import { advisedText, doneText } from '../../words/sides.js';

/** A match in a row: what was advised, what was done, and who was right. `said`: what the API does not show yet. */
export function MatchRow({
  match,
  index,
  isChosen,
  said,
  filters,
  onChoose,
}: {
  match: Match;
  index: number;
  isChosen: boolean;
  said: string | undefined;
  filters: Readonly<Record<string, string | undefined>>;
  onChoose: () => void;
}) {
  const { match_type: type } = match;
  const words = said === undefined ? saidText(match) : `✓ ${said}`;
  const verdict = verdictText(match.outcome?.verdict);
  return (
    <tr
      role="row"
      class={`row ${type}`}
      data-match-id={match.id}
      aria-rowindex={index + 2}
      aria-current={isChosen ? 'true' : undefined}
      onClick={onChoose}
    >
      <td role="cell" class="day">
        {dayText(match.date)}
      </td>
      <th role="rowheader" scope="row" class="symbol">
        <a href={linkTo(`/matches/${encodeURIComponent(match.id)}`, filters)}>{symbolOf(match)}</a>
      </th>
      <td role="cell" class="kind">
        <span class="type">
          {signOf(type)} {wordsOf(type)}
        </span>
        <small>{words ?? ''}</small>
      </td>
      <td role="cell" class="ways">
        <span>{advisedText(match.recommendation)}</span>
        <span>→ {doneText(match.execution)}</span>
      </td>
      <td role="cell" class="differences">
        {differencesOf(match).join(', ')}
      </td>
      <td role="cell" class="hours number">
        {hoursText(match.hours_to_execution)}
      </td>
      <td role="cell" class="right">
        <span>{verdict ?? ''}</span>
        <small>{comparedText(match) ?? ''}</small>
      </td>
    </tr>
  );
}
