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
  const given = useRef(new Map<string, Given>()).current;
  return {
    note: ({ id }, reason) => void given.set(id, reason),
    forget: (matchId) => void given.delete(matchId),
    of: ({ id, user_reason, reason_text }) => given.get(id) ?? { code: user_reason, words: reason_text },
  };
}
