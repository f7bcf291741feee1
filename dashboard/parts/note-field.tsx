import { useEffect, useRef } from 'preact/hooks';

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
  const kept = `tradeloop.typed.${about}`;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="note-field"
      onSubmit={(event) => {
        event.preventDefault();
        const note = field.current?.value.trim() ?? '';
        if (note === '') return;
        sessionStorage.removeItem(kept);
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
          defaultValue={sessionStorage.getItem(kept) ?? ''}
          onInput={({ currentTarget }) => sessionStorage.setItem(kept, currentTarget.value)}
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
