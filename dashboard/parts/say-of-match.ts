import { useRef } from 'preact/hooks';
import { sayFact, undoFact, type Fact } from '../asking/facts.js';
import type { Match } from '../asking/shapes.js';
import { announce } from '../shell/announcement.js';
import { attempt } from '../shell/attempt.js';
import { symbolOf } from '../words/matches.js';

/** Says a fact of a match, and that it was said; gives false where it was refused. */
export function sayOf(match: Match, fact: Fact): Promise<boolean> {
  return attempt(async () => {
    await sayFact(fact);
    announce(`${symbolOf(match)}: ${fact.text}.`);
  });
}

/** Withdraws what was said last on this page; gives what that was, null where nothing was or it was refused. */
export async function undoLast(): Promise<Fact | null> {
  let undone: Fact | null = null;
  await attempt(async () => {
    undone = await undoFact();
    announce(undone === null ? 'Nothing was said on this page yet.' : `Undone: ${undone.text}.`);
  });
  return undone;
}

/** A reason, or none yet, and the words to it. */
interface Given {
  code: string | null;
  words: string | null;
}

/** What was given here as a reason, of which the API may show nothing yet. */
export function useGivenReasons(): {
  note: (match: Match, given: Given) => void;
  forget: (matchId: string) => void;
  /** The last one that was given here, else what the API shows. */
  of: (match: Match) => Given;
} {
  /** Of each match what the API showed, then what was given since and it has not shown. */
  const waiting = useRef(new Map<string, Given[]>()).current;
  const of = (match: Match): Given => {
    const shown = { code: match.user_reason, words: match.reason_text };
    const given = waiting.get(match.id) ?? [];
    const at = given.findLastIndex(({ code, words }) => code === shown.code && words === shown.words);
    // What it shows now is newer, or the last that was given.
    if (at < 0 || at === given.length - 1) waiting.delete(match.id);
    else waiting.set(match.id, given.slice(at));
    return waiting.get(match.id)?.at(-1) ?? shown;
  };
  return {
    note(match, reason) {
      of(match);
      const shown = { code: match.user_reason, words: match.reason_text };
      waiting.set(match.id, [...(waiting.get(match.id) ?? [shown]), reason]);
    },
    forget: (matchId) => void waiting.delete(matchId),
    of,
  };
}
