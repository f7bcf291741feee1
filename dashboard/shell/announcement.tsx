import { signal } from '@preact/signals';

const announced = signal('');
const STAYS_MS = 8_000;
let until: ReturnType<typeof setTimeout> | undefined;

/** Says what was just done, to eyes and screen readers alike. */
export function announce(text: string): void {
  announced.value = text;
  clearTimeout(until);
  until = setTimeout(() => (announced.value = ''), STAYS_MS);
}

export function Announcement() {
  return (
    <div class="announcement" role="status">
      {announced.value}
    </div>
  );
}
