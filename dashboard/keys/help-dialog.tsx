import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from './key-table.js';
import { areOn } from './pressed.js';

export const isHelpOpen = signal(false);

/** The table of keys, as a dialog. */
export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <dialog ref={dialog} role="dialog" aria-label="Keyboard" onClose={() => (isHelpOpen.value = false)}>
      <h2>Keyboard</h2>
      <dl class="keys">
        {KEYS.map(({ keys, shown, action, does }) => (
          <div key={action}>
            <dt>
              <kbd>{shown ?? keys[0]}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={areOn.value}
          onChange={({ currentTarget }) => (areOn.value = currentTarget.checked)}
        />{' '}
        Keys are on (this browser keeps it)
      </label>
      <p>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </p>
    </dialog>
  );
}
