import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Refused, type Problem } from '../asking/problem.js';
import { ProblemLine } from './problem-line.js';
import { useTyped } from './use-typed.js';

/** Something that is done by a second key alone, with a reason: a button, then a line for the reason and Enter. */
export function WithReason({
  about,
  name,
  does,
  word,
  isOptional = false,
  onDo,
}: {
  /** What the reason is kept by while it is typed. */
  about: string;
  name: string;
  /** What happens, and how it is undone. */
  does: ComponentChildren;
  /** What has to be typed instead of a reason. */
  word?: string;
  isOptional?: boolean;
  onDo: (reason: string) => Promise<void>;
}) {
  const typed = useTyped(about);
  const isOpen = useSignal(false);
  const isDoing = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  // Before the next key is pressed, which belongs to it.
  useLayoutEffect(() => {
    if (isOpen.value) field.current?.focus();
  }, [isOpen.value]);
  const close = () => {
    isOpen.value = false;
    problem.value = null;
    // A word is typed anew each time: it is no reason that would be lost.
    if (word !== undefined) typed.forget();
    opener.current?.focus();
  };
  const act = async () => {
    const reason = typed.text?.trim() ?? '';
    if (isDoing.value) return;
    if (word === undefined ? reason === '' && !isOptional : reason !== word) {
      field.current?.focus();
      return;
    }
    isDoing.value = true;
    try {
      await onDo(reason);
      typed.forget();
      close();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problem.value = error.problem;
    } finally {
      isDoing.value = false;
    }
  };
  return (
    <div class="with-reason">
      <button
        ref={opener}
        type="button"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value ? close() : (isOpen.value = true))}
      >
        {name}
      </button>
      {isOpen.value && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void act();
          }}
        >
          <p>{does}</p>
          <label>
            {word !== undefined ? `Type ${word}` : isOptional ? 'Reason, if you like' : 'Why?'}{' '}
            <input
              ref={field}
              type="text"
              maxLength={1_000}
              value={typed.text ?? ''}
              onInput={({ currentTarget }) => typed.keep(currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') close();
              }}
            />
          </label>{' '}
          <button type="submit" class="main" disabled={isDoing.value}>
            {name} <kbd>Enter</kbd>
          </button>
          {problem.value !== null && <ProblemLine problem={problem.value} />}
        </form>
      )}
    </div>
  );
}
