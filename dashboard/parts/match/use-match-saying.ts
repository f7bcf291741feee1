import { useSignal, type Signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import {
  excludeFact,
  includeFact,
  mayBeLinked,
  REASONS,
  reasonFact,
  reviewFact,
  type Fact,
} from '../../asking/facts.js';
import type { Match } from '../../asking/shapes.js';
import { useKeys } from '../../keys/pressed.js';
import { sayOf, undoLast, useGivenReasons } from '../say-of-match.js';

export interface Saying {
  /** Which line is open: for words, or for the fills of a link. */
  open: Signal<'note' | 'link' | null>;
  say: (fact: Fact) => void;
  giveReason: (code: string) => void;
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
    onTakenBack,
  }: {
    /** The cause that a person said before. */
    cause?: string | null | undefined;
    /** Whether it was opened to be linked. */
    isLinking?: boolean;
    /** It is said before it is answered. */
    onSaid?: ((fact: Fact) => void) | undefined;
    /** It was refused, or undone. */
    onTakenBack?: ((fact: Fact) => void) | undefined;
  },
): Saying {
  const open = useSignal<'note' | 'link' | null>(null);
  // Before the next key is heard, which may open it.
  useLayoutEffect(() => {
    open.value = isLinking ? 'link' : null;
  }, [match?.id]);

  const given = useGivenReasons();
  const say = (fact: Fact) => {
    if (match === undefined) return;
    open.value = null;
    onSaid?.(fact);
    void sayOf(match, fact).then((isTaken) => {
      if (!isTaken) takeBack(fact);
    });
  };
  const takeBack = (fact: Fact) => {
    given.forget(fact.matchId);
    onTakenBack?.(fact);
  };
  const giveReason = (code: string, note?: string) => {
    if (match === undefined) return;
    const words = note ?? given.of(match).words;
    given.note(match, { code, words });
    say(reasonFact(match, code, words, { cause, formerCause: cause }));
  };
  const sayWords = (note: string) => {
    if (match !== undefined) giveReason(given.of(match).code ?? 'other', note);
  };
  const undo = () => {
    void undoLast().then((fact) => {
      if (fact !== null) takeBack(fact);
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
