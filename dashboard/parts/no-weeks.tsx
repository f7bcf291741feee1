import { linkTo } from '../shell/location.js';
import { Empty } from './empty.js';

/** As long as no week is published: why, and what brings one. */
export function NoWeeks() {
  return (
    <Empty>
      <p>No week is published yet.</p>
      <p>
        A week is published after its last session, once advice and executions of it are imported:{' '}
        <code>npx tradeloop import FILE</code>, or drop a file on the{' '}
        <a href={linkTo('/overview')}>overview</a>.
      </p>
    </Empty>
  );
}
