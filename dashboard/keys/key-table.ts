/** What keys do: the dialog of `?` is this table, and what a press does is found in it. */
export interface Key {
  /** As `KeyboardEvent.key` has them: any of these. */
  keys: readonly string[];
  /** As the dialog shows it, where it is not the first of `keys`. */
  shown?: string;
  shift?: true;
  /** It says or changes something: for who may decide. */
  decides?: true;
  action: Action;
  does: string;
}

export type Action =
  | 'next'
  | 'previous'
  | 'open'
  | 'back'
  | 'answer'
  | 'note'
  | 'confirm'
  | 'exclude'
  | 'link'
  | 'skip'
  | 'undo'
  | 'implement'
  | 'defer'
  | 'reject'
  | 'done'
  | 'filter'
  | 'go'
  | 'help';

export const KEYS: readonly Key[] = [
  { keys: ['j', 'ArrowDown'], action: 'next', does: 'next' },
  { keys: ['k', 'ArrowUp'], action: 'previous', does: 'previous' },
  { keys: ['Enter'], action: 'open', does: 'open what is chosen; carry out what waits for it' },
  { keys: ['Escape'], shown: 'Esc', action: 'back', does: 'back' },
  {
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1–9',
    action: 'answer',
    decides: true,
    does: 'answer',
  },
  { keys: ['n'], action: 'note', decides: true, does: 'note' },
  { keys: ['c'], action: 'confirm', decides: true, does: 'it is as it was judged' },
  { keys: ['x'], action: 'exclude', decides: true, does: 'exclude' },
  { keys: ['l'], action: 'link', decides: true, does: 'link' },
  { keys: ['s'], action: 'skip', decides: true, does: 'skip' },
  { keys: ['u'], action: 'undo', decides: true, does: 'undo' },
  { keys: ['i'], action: 'implement', decides: true, does: 'implement the candidate, then Enter' },
  { keys: ['d'], action: 'defer', decides: true, does: 'defer it, then Enter' },
  { keys: ['r'], action: 'reject', decides: true, does: 'reject it, then a reason and Enter' },
  {
    keys: ['Enter'],
    shift: true,
    shown: 'Shift+Enter',
    action: 'done',
    decides: true,
    does: 'done with the week',
  },
  { keys: ['/'], action: 'filter', does: 'filter' },
  { keys: ['g'], action: 'go', does: 'go to a page: then r, o, m, w, c, l or h' },
  { keys: ['?'], action: 'help', does: 'this dialog' },
];
