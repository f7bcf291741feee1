import type { ComponentChildren } from 'preact';

/** Why there is nothing here, and what to do. */
export function Empty({ children }: { children: ComponentChildren }) {
  return (
    <div class="empty" data-empty="true">
      {children}
    </div>
  );
}
