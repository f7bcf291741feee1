import { useLayoutEffect, useRef } from 'preact/hooks';
import { useTyped } from './use-typed.js';

const LENGTH = 1_000;

/** A line in one's own words; what was typed is kept by what it is about until it is said. */
export function NoteField({
  about,
  label,
  verb = 'Say it',
  example = '',
  onSay,
  onLeave,
}: {
  about: string;
  label: string;
  /** What its button says. */
  verb?: string;
  /** Stands there as long as nothing is typed. */
  example?: string;
  onSay: (note: string) => void;
  onLeave: () => void;
}) {
  const typed = useTyped(about);
  const field = useRef<HTMLInputElement>(null);
  // Before the next key is pressed, which belongs to it.
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="note-field"
      onSubmit={(event) => {
        event.preventDefault();
        const note = typed.text?.trim() ?? '';
        if (note === '') return;
        typed.forget();
        onSay(note);
      }}
    >
      <label>
        {label}{' '}
        <input
          ref={field}
          type="text"
          autocomplete="off"
          maxLength={LENGTH}
          placeholder={example}
          value={typed.text ?? ''}
          onInput={({ currentTarget }) => typed.keep(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            onLeave();
          }}
        />
      </label>
      <button type="submit">
        {verb} <kbd>Enter</kbd>
      </button>
    </form>
  );
}
