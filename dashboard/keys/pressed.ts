import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { may } from '../asking/session.js';
import { KEYS, type Action } from './key-table.js';

/** What an action does on the page that is shown; `key` is what was pressed. */
type Handler = (key: string) => void;
export type Handlers = Partial<Record<Action, Handler>>;

const KEPT = 'tradeloop.keys';
/** Keys can be switched off; the browser keeps it. */
export const areOn = signal(localStorage.getItem(KEPT) !== 'off');
effect(() => (areOn.value ? localStorage.removeItem(KEPT) : localStorage.setItem(KEPT, 'off')));

/** The innermost last. */
const layers: { current: Handlers }[] = [];
/** After `g`: what its next key is looked up in. */
let following: Handler | null = null;

/** Has keys do this while what uses it is shown; what was shown before keeps those that it does not name. */
export function useKeys(handlers: Handlers): void {
  const layer = useLatest(handlers);
  useEffect(() => {
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

/** The next key is this one's alone. */
export function takeNextKey(handler: Handler): void {
  following = handler;
}

function useLatest<T>(value: T): { current: T } {
  const holder = useRef(value);
  holder.current = value;
  return holder;
}

function isTyped({ target }: KeyboardEvent): boolean {
  const element = target as HTMLElement;
  return element.isContentEditable || element.matches('input:not([type=checkbox]), textarea, select');
}

document.addEventListener('keydown', (event) => {
  if (!areOn.value || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyped(event)) return;
  if (following !== null) {
    const follow = following;
    following = null;
    event.preventDefault();
    follow(event.key);
    return;
  }
  // What has the focus is pressed by Enter itself.
  const pressesElement =
    event.key === 'Enter' && !event.shiftKey && (event.target as Element).matches('a, button, summary');
  if (pressesElement) return;
  const found = KEYS.find(
    ({ keys, shift }) =>
      keys.includes(event.key) && (event.key !== 'Enter' || (shift ?? false) === event.shiftKey),
  );
  if (found === undefined || (found.decides && !may('decide'))) return;
  const layer = layers.findLast(({ current }) => current[found.action] !== undefined);
  if (layer === undefined) return;
  event.preventDefault();
  layer.current[found.action]?.(event.key);
});
