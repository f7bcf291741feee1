import { linkFact, type Fact } from '../../asking/facts.js';
import type { Match } from '../../asking/shapes.js';
import { NoteField } from '../note-field.js';

/** The ids of the fills that answer the advice of a match. */
export function LinkField({
  match,
  onLink,
  onLeave,
}: {
  match: Match;
  onLink: (fact: Fact) => void;
  onLeave: () => void;
}) {
  return (
    <NoteField
      about={`link.${match.id}`}
      label="Ids of the fills that answer it"
      verb="Link"
      example={match.execution?.ids.join(' ') ?? ''}
      onSay={(typed) => {
        const ids = typed.split(/[\s,]+/).filter((id) => id !== '');
        if (ids.length > 0) onLink(linkFact(match, ids));
      }}
      onLeave={onLeave}
    />
  );
}
