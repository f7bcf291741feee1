import { shortId } from '../domain/short-id.js';
import { advisedText, tradedText, type ToldMatch } from '../domain/matching/match-words.js';
import { shortDay } from '../domain/time/day-text.js';
import { textOf } from '../domain/records/row-text.js';
import { terminalWidth } from './terminal-width.js';
import { textTable } from '../domain/text-table.js';

/**
 * Matches as a table for people; days without their year where it is that of the first. `sure` adds how sure each is.
 */
export function matchTable(matches: readonly ToldMatch[], { sure = false } = {}): string[] {
  const beside = matches[0]?.trading_date ?? '';
  const accounts = new Set(matches.map(accountOf));
  return textTable(
    matches,
    [
      { heading: 'id', of: ({ match_id }) => shortId(textOf(match_id)) },
      { heading: 'date', of: ({ trading_date }) => shortDay(trading_date, beside) },
      { heading: 'type', of: ({ match_type }) => match_type },
      { heading: 'name', of: ({ underlying }) => textOf(underlying) },
      ...(sure ? [{ heading: 'sure', right: true, of: sureText }] : []),
      { heading: 'advised', of: (match) => advisedText(match) },
      { heading: 'done', of: (match) => tradedText(match) },
      ...(accounts.size > 1 ? [{ heading: 'account', of: accountOf }] : []),
      {
        heading: 'excluded',
        of: ({ excluded, exclusion_reason }: ToldMatch) =>
          excluded === true ? textOf(exclusion_reason) || 'yes' : '',
      },
      { heading: 'flags', of: ({ flags }) => flags.join(', ') },
      { heading: 'said', of: saidText },
    ],
    terminalWidth(),
  );
}

function sureText({ confidence }: ToldMatch): string {
  return typeof confidence === 'number' ? `${Math.round(100 * confidence)} %` : '';
}

/** What a person said of it, in a few words. */
function saidText({ linked_by, reason_code, reviewed_at }: ToldMatch): string {
  return [
    ...(linked_by === 'user' ? ['linked'] : []),
    ...(typeof reason_code === 'string' ? [reason_code.replaceAll('_', ' ')] : []),
    ...(typeof reviewed_at === 'string' ? ['reviewed'] : []),
  ].join(', ');
}

function accountOf({ account }: ToldMatch): string {
  return textOf(account) || 'any';
}
