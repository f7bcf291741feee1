import { useEffect, useRef } from 'preact/hooks';

const LENGTH = 1_000;

/** A line in one's own words; what was typed is kept by what it is about until it is said. */
export function NoteField({
  about,
  label,
  onSay,
  onLeave,
}: {
  about: string;
  label: string;
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
          maxLength={LENGTH}
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
        Say it <kbd>Enter</kbd>
      </button>
    </form>
  );
}
