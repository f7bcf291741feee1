import { useSignal } from '@preact/signals';
import { LOOP } from '../../asking/api.js';
import { changes, runs } from '../../asking/news.js';
import { say } from '../../asking/say.js';
import { announce } from '../../shell/announcement.js';
import { attempt } from '../../shell/attempt.js';
import { dateText } from '../../words/dates.js';
import { numberText } from '../../words/numbers.js';
import { progressText, runText } from '../../words/runs.js';
import { Allowed } from '../allowed.js';
import { useTyped } from '../use-typed.js';
import { WithReason } from '../with-reason.js';

const BACK = ['1', '3', '7', '14'] as const;

/** What a step answers once it is done: a message, and of matching what became of the matches. */
interface Report {
  message?: string;
  result?: { matches_saved?: number; changed?: number };
  results?: readonly { changed: number }[];
  total_matches_saved?: number;
}

/** What can be worked out anew: matching, outcomes; how far it is; and where counting begins. */
export function Steps({ epochStart }: { epochStart: string | null }) {
  const range = useTyped('reconcile range');
  const asked = useSignal<string | null>(null);
  const from = useTyped('reconcile from');
  const to = useTyped('reconcile to');
  const done = useSignal('');
  const run = async (name: string, route: string, parameters: Readonly<Record<string, unknown>>) => {
    if (asked.value !== null) return;
    asked.value = name;
    done.value = '';
    await attempt(async () => {
      const report = await say<Report>({ method: 'POST', address: `${LOOP}${route}`, parameters });
      done.value = reportText(report) ?? `${name} goes on; the numbers are renewed when it ends.`;
    });
    asked.value = null;
  };
  const isRange = range.text === 'range';
  const reconcile = () => {
    const parameters =
      range.text === null || range.text === 'new'
        ? {}
        : isRange
          ? { from: from.text, to: to.text }
          : { days_back: Number(range.text) };
    return run('Reconcile', '/reconcile', parameters);
  };
  const isMissing = isRange && (!from.text || !to.text);
  return (
    <>
      <Allowed to="decide">
        <form
          class="answers"
          onSubmit={(event) => {
            event.preventDefault();
            void reconcile();
          }}
        >
          <label>
            <span class="note">Days</span>{' '}
            <select
              value={range.text ?? 'new'}
              onChange={({ currentTarget }) => range.keep(currentTarget.value)}
            >
              <option value="new">all that is new</option>
              {BACK.map((days) => (
                <option key={days} value={days}>
                  the last {days === '1' ? 'day' : `${days} days`}
                </option>
              ))}
              <option value="range">from … to …</option>
            </select>
          </label>
          {isRange && (
            <>
              <label>
                from{' '}
                <input
                  type="date"
                  value={from.text ?? ''}
                  onInput={({ currentTarget }) => from.keep(currentTarget.value)}
                />
              </label>
              <label>
                to{' '}
                <input
                  type="date"
                  value={to.text ?? ''}
                  onInput={({ currentTarget }) => to.keep(currentTarget.value)}
                />
              </label>
            </>
          )}
          <button type="submit" class="main" disabled={asked.value !== null || isMissing}>
            Reconcile
          </button>
          <button
            type="button"
            disabled={asked.value !== null}
            onClick={() => void run('Outcomes', '/track-outcomes', {})}
          >
            Track outcomes
          </button>
          <button type="button" onClick={() => (changes.value += 1)}>
            Refresh
          </button>
        </form>
      </Allowed>
      <RunLine asked={asked.value} />
      {done.value !== '' && <p role="status">{done.value}</p>}
      <Allowed to="admin">
        {epochStart === null ? (
          <WithReason
            about="clear the matches"
            name="Clear the matches"
            word="clear"
            does="Counting begins anew after all that is known: matches and outcomes until now are left out of every number. Nothing is erased; the button that comes in this one's place brings them back."
            onDo={async () => {
              const { message } = await say<Report>({
                method: 'DELETE',
                address: `${LOOP}/clear-matches`,
                parameters: {},
              });
              announce(message ?? 'Cleared.');
            }}
          />
        ) : (
          <p>
            Counting begins with {dateText(epochStart)}.{' '}
            <button
              type="button"
              onClick={() =>
                void attempt(async () => {
                  await say({
                    method: 'PUT',
                    address: `${LOOP}/epoch-config`,
                    parameters: { min_valid_date: null },
                  });
                  announce('All matches count again.');
                })
              }
            >
              Count all that is known again
            </button>
          </p>
        )}
      </Allowed>
    </>
  );
}

/** Undefined of what is not done yet. */
function reportText({ message, result, results, total_matches_saved }: Report): string | undefined {
  if (message === undefined) return undefined;
  const text = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  const matches = total_matches_saved ?? result?.matches_saved;
  if (matches === undefined) return `${text}.`;
  const changed = results?.reduce((sum, day) => sum + day.changed, 0) ?? result?.changed ?? 0;
  return `${text}: ${counted(matches)}, ${changed === 0 ? 'none' : numberText(changed)} of them changed.`;
}

function counted(matches: number): string {
  return `${numberText(matches)} ${matches === 1 ? 'match' : 'matches'}`;
}

/** How far what runs is, by what the system says. */
function RunLine({ asked }: { asked: string | null }) {
  const running = [...runs.value.values()].filter(({ status }) => status === 'running');
  if (running.length === 0)
    return asked === null ? null : (
      <p>
        <progress role="progressbar" aria-label={asked} /> {asked} …
      </p>
    );
  return (
    <>
      {running.map(({ run_id, progress, ...run }) => (
        <p key={run_id}>
          <progress
            role="progressbar"
            aria-label={runText(run)}
            {...(progress !== null && progress.total > 0 && { value: progress.done, max: progress.total })}
          />{' '}
          {[runText(run), progressText({ progress })].filter((text) => text !== '').join(' · ')}
        </p>
      ))}
    </>
  );
}
