import type { ComponentChildren } from 'preact';
import { may, type Scope } from '../asking/session.js';

const MAY: Readonly<Record<Scope, string>> = {
  read: 'look',
  decide: 'decide',
  admin: 'do everything',
};

/** What takes a scope: who has it not sees it, cannot press it, and reads what opens a browser that may. */
export function Allowed({ to, children }: { to: Scope; children: ComponentChildren }) {
  const isAllowed = may(to);
  return (
    <fieldset class="allowed" role="presentation" disabled={!isAllowed}>
      {children}
      {!isAllowed && (
        <p class="note" data-needs={to}>
          Only to be looked at here; <code>npx tradeloop dashboard --scope {to}</code> opens a browser that
          may {MAY[to]}.
        </p>
      )}
    </fieldset>
  );
}
