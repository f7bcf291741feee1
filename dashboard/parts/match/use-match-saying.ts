import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  excludeFact,
  includeFact,
  mayBeLinked,
  REASONS,
  reasonFact,
  reviewFact,
  sayFact,
  undoFact,
  type Fact,
} from '../../asking/facts.js';
import type { Match } from '../../asking/shapes.js';
import { useKeys } from '../../keys/pressed.js';
import { announce } from '../../shell/announcement.js';
import { attempt } from '../../shell/attempt.js';
import { symbolOf } from '../../words/matches.js';

export interface Saying {
  /** Which line is open: for words, or for the fills of a link. */
  open: Signal<'note' | 'link' | null>;
  say: (fact: Fact) => void;
  giveReason: (code: string, note?: string | null) => void;
  /** Words to the reason that stands. */
  sayWords: (note: string) => void;
  undo: () => void;
}

/** What is said of the match that is shown, by keys and buttons alike; the keys need not wait for its detail. */
export function useMatchSaying(
  match: Match | undefined,
  {
    cause = null,
    isLinking = false,
    onSaid,
    onUndone,
    onRefused,
  }: {
    /** The cause that a person said before. */
    cause?: string | null | undefined;
    /** Whether it was opened to be linked. */
    isLinking?: boolean;
    /** It is said before it is answered. */
    onSaid?: ((fact: Fact) => void) | undefined;
    onUndone?: ((fact: Fact) => void) | undefined;
    onRefused?: ((fact: Fact) => void) | undefined;
  },
): Saying {
  const open = useSignal<'note' | 'link' | null>(null);
  useEffect(() => {
    open.value = isLinking ? 'link' : null;
  }, [match?.id]);

  const say = (fact: Fact) => {
    const name = match === undefined ? '' : symbolOf(match);
    open.value = null;
    onSaid?.(fact);
    void attempt(async () => {
      await sayFact(fact);
      announce(`${name}: ${fact.text}.`);
    }).then((isTaken) => {
      if (!isTaken) onRefused?.(fact);
    });
  };
  /** What was given here, before the API shows it. */
  const given = useRef<{ id: string; code: string } | null>(null);
  const giveReason = (code: string, note?: string | null) => {
    if (match === undefined) return;
    given.current = { id: match.id, code };
    const words = note === undefined ? match.reason_text : note;
    say(reasonFact(match, code, words, { cause, formerCause: cause }));
  };
  const sayWords = (note: string) => {
    const code = given.current?.id === match?.id ? given.current?.code : match?.user_reason;
    giveReason(code ?? 'other', note);
  };
  const undo = () => {
    given.current = null;
    void attempt(async () => {
      const fact = await undoFact();
      announce(fact === null ? 'Nothing was said on this page yet.' : `Undone: ${fact.text}.`);
      if (fact !== null) onUndone?.(fact);
    });
  };
  useKeys({
    answer: (key) => {
      const code = REASONS[Number(key) - 1];
      if (code !== undefined) giveReason(code);
    },
    skip: () => match && say(reasonFact(match, 'skipped', null, { formerCause: cause })),
    confirm: () => match && say(reviewFact(match)),
    exclude: () => match && say(match.excluded ? includeFact(match) : excludeFact(match, 'user')),
    note: () => (open.value = match === undefined ? null : 'note'),
    link: () => (open.value = match && mayBeLinked(match) ? 'link' : null),
    undo,
  });
  return { open, say, giveReason, sayWords, undo };
}
