import { signInTrouble } from '../asking/session.js';
import { useReady } from '../shell/ready.js';

export function SignedOut() {
  useReady(true);
  return (
    <>
      <h1>Signed out</h1>
      {signInTrouble.value !== null && (
        <p role="alert" data-problem="unauthenticated">
          The link did not sign in: {signInTrouble.value}. A code works once, for a minute.
        </p>
      )}
      <p>
        This opens the dashboard signed in: <code>npx tradeloop dashboard</code>
      </p>
    </>
  );
}
