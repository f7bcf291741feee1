import { wordsOf } from '../../asking/words-of.js';
import type { Match } from '../../asking/shapes.js';
import { linkTo } from '../../shell/location.js';
import { narrowDayText } from '../../words/dates.js';
import {
  briefText,
  comparedText,
  differencesOf,
  hoursText,
  saidText,
  signOf,
  symbolOf,
  verdictText,
} from '../../words/matches.js';

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
      <th role="rowheader" scope="row" class="name">
        <a href={linkTo(`/matches/${encodeURIComponent(match.id)}`, filters)}>{symbolOf(match)}</a>
        <small>{narrowDayText(match.date)}</small>
      </th>
      <td role="cell" class="kind">
        <span>
          {signOf(type)} {wordsOf(type)}
        </span>
        <small>{words ?? ''}</small>
      </td>
      <td role="cell" class="ways">
        <span>
          <span class="unseen">advised </span>
          {briefText(match.recommendation)}
        </span>
        <span>
          →<span class="unseen"> did</span> {briefText(match.execution)}
        </span>
      </td>
      <td role="cell" class="differences">
        <span>{differencesOf(match).join(', ')}</span>
        <small>
          {match.hours_to_execution === null ? '' : `after ${hoursText(match.hours_to_execution)}`}
        </small>
      </td>
      <td role="cell" class="right">
        <span>{verdict ?? ''}</span>
        <small>{comparedText(match) ?? ''}</small>
      </td>
    </tr>
  );
}
