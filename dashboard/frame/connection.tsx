import { knownThrough } from '../asking/known-through.js';
import { isConnected, runs } from '../asking/news.js';
import { unanswered } from '../asking/say.js';
import { isOtherVersion } from '../asking/upgrade.js';
import { runText } from '../words/runs.js';
import { dayText } from '../words/dates.js';

/** How far things are known, what runs, and whether anybody answers. */
export function Connection() {
  const running = [...runs.value.values()].filter(({ status }) => status === 'running');
  if (isConnected.value === false)
    return (
      <span class="connection lost" role="status">
        no connection{unanswered.value > 0 ? ` · ${unanswered.value} kept to be said` : ''}
      </span>
    );
  if (isOtherVersion.value)
    return (
      <span class="connection lost" role="status">
        the system was upgraded
        <button type="button" onClick={() => location.reload()}>
          load this page anew
        </button>
      </span>
    );
  const [run] = running;
  if (run !== undefined) {
    const { progress } = run;
    const name = runText(run);
    return (
      <span class="connection">
        <progress
          aria-label={name}
          {...(progress !== null && progress.total > 0 ? { value: progress.done, max: progress.total } : {})}
          role="progressbar"
        />
        {name}
      </span>
    );
  }
  const through = knownThrough.value;
  return (
    <span class="connection calm">
      {through ? `up to ${dayText(through)}` : through === null && 'nothing imported yet'}
    </span>
  );
}
