import { useEffect, useRef } from 'preact/hooks';
import { linkFact, type Fact } from '../../asking/facts.js';
import type { Match } from '../../asking/shapes.js';

/** The ids of the fills that answer the advice of a match; what was typed is kept until it is said. */
export function LinkField({
  match,
  onLink,
  onLeave,
}: {
  match: Match;
  onLink: (fact: Fact) => void;
  onLeave: () => void;
}) {
  const kept = `tradeloop.typed.link.${match.id}`;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="note-field"
      onSubmit={(event) => {
        event.preventDefault();
        const ids = (field.current?.value ?? '').split(/[\s,]+/).filter((id) => id !== '');
        if (ids.length === 0) return;
        sessionStorage.removeItem(kept);
        onLink(linkFact(match, ids));
      }}
    >
      <label>
        Ids of the fills that answer it{' '}
        <input
          ref={field}
          type="text"
          autocomplete="off"
          spellcheck={false}
          placeholder={match.execution?.ids.join(' ') ?? ''}
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
        Link <kbd>Enter</kbd>
      </button>
    </form>
  );
}
