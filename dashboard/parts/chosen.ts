import { useEffect, useRef } from 'preact/hooks';
import { useKeys } from '../keys/pressed.js';
import { filterBy, query } from '../shell/location.js';

interface Chosen {
  /** The chosen one of the list: of the address, else the first. */
  id: string | undefined;
  choose: (id: string) => void;
  /** Of the element that holds the list: the chosen one in it is kept in view. */
  holder: { current: HTMLElement | null };
}

/** One of a list is chosen, by next and previous, under `name` in the address. */
export function useChosen(name: string, ids: readonly string[]): Chosen {
  const holder = useRef<HTMLElement>(null);
  const isMoved = useRef(false);
  const { [name]: asked } = query.value;
  const id = asked !== undefined && ids.includes(asked) ? asked : ids[0];
  const choose = (next: string | undefined) => {
    if (next === undefined) return;
    isMoved.current = true;
    filterBy({ [name]: next });
  };
  const step = (by: number) => {
    const at = id === undefined ? 0 : ids.indexOf(id);
    choose(ids[Math.min(ids.length - 1, Math.max(0, at + by))]);
  };
  useKeys({ next: () => step(1), previous: () => step(-1) });
  useEffect(() => {
    if (isMoved.current)
      holder.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [id]);
  return { id, choose, holder };
}
