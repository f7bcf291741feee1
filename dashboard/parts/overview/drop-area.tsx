import { useSignal } from '@preact/signals';
import { importFile } from '../../asking/import-file.js';
import { Refused, type Problem } from '../../asking/problem.js';
import { may } from '../../asking/session.js';
import type { ImportReport, Run } from '../../asking/shapes.js';
import { dateText } from '../../words/dates.js';
import { numberText } from '../../words/numbers.js';
import { Allowed } from '../allowed.js';
import { ProblemLine } from '../problem-line.js';
import { useTyped } from '../use-typed.js';

interface Brought {
  file: File;
  came: { report: ImportReport } | { run: Run } | { problem: Problem } | null;
}

/** Files are dropped here, or chosen, and imported one after the other; each with its report or why it was refused. */
export function DropArea() {
  const brought = useSignal<readonly Brought[]>([]);
  const account = useTyped('account');
  const isOver = useSignal(false);
  const put = (file: File, came: Brought['came']) =>
    (brought.value = [...brought.value.filter((one) => one.file.name !== file.name), { file, came }]);
  const bring = async (files: readonly File[]) => {
    let isAllIn = true;
    for (const file of files) put(file, null);
    for (const file of files)
      try {
        const answer = await importFile(file, account.text?.trim() ?? '');
        put(file, 'files' in answer ? { report: answer } : { run: answer });
        isAllIn &&= 'files' in answer;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        put(file, { problem: error.problem });
        isAllIn = false;
      }
    // The next file may be another account's.
    if (isAllIn) account.forget();
  };
  return (
    <Allowed to="decide">
      <div
        class={isOver.value ? 'drop over' : 'drop'}
        data-drop="true"
        onDragOver={(event) => {
          event.preventDefault();
          isOver.value = true;
        }}
        onDragLeave={() => (isOver.value = false)}
        onDrop={(event) => {
          event.preventDefault();
          isOver.value = false;
          if (may('decide')) void bring([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        <p>
          Drop exports here, or choose them; <code>npx tradeloop import FILE</code> does the same.
        </p>
        <div class="answers">
          <label>
            <span class="unseen">File</span>
            <input
              type="file"
              multiple
              onChange={({ currentTarget }) => {
                const files = [...(currentTarget.files ?? [])];
                currentTarget.value = '';
                void bring(files);
              }}
            />
          </label>
          <label>
            Account, if the file names none{' '}
            <input
              type="text"
              value={account.text ?? ''}
              onInput={({ currentTarget }) => account.keep(currentTarget.value)}
            />
          </label>
        </div>
      </div>
      <div role="status">
        {brought.value.map((one) => (
          <BroughtLine
            key={one.file.name}
            {...one}
            account={account.text?.trim() ?? ''}
            onAgain={() => void bring([one.file])}
          />
        ))}
        {brought.value.some(({ came }) => came !== null && 'report' in came) && (
          <p class="note">Matched tonight; or now, by Reconcile below.</p>
        )}
      </div>
    </Allowed>
  );
}

function BroughtLine({
  file: { name },
  came,
  account,
  onAgain,
}: Brought & { account: string; onAgain: () => void }) {
  if (came === null)
    return (
      <p>
        <progress role="progressbar" aria-label={`Import ${name}`} /> {name} …
      </p>
    );
  if ('problem' in came && came.problem.slug !== 'refused')
    return (
      <>
        <p>{name} was not imported:</p>
        <ProblemLine problem={came.problem} />
      </>
    );
  if ('problem' in came)
    return (
      <p role="alert" data-problem="refused">
        <span class="bad">✗</span> <strong>{name}</strong> was not imported:{' '}
        {came.problem.detail.replace(`${name}: `, '')}.{' '}
        {came.problem.errors?.some((error) => error.name === 'account') && (
          <button type="button" disabled={account === ''} onClick={onAgain}>
            {account === '' ? 'Type its account above' : `Import it for ${account}`}
          </button>
        )}
      </p>
    );
  if ('run' in came)
    return (
      <p role="alert" data-problem="refused">
        <span class="bad">✗</span> <strong>{name}</strong>:{' '}
        {came.run.problem?.detail ?? `the import was ${came.run.status}`}
      </p>
    );
  return (
    <ul>
      {came.report.files.map((file) => (
        <li key={file.sha256}>
          <span class="good">✓</span> <strong>{name}</strong>: {file.format}, {countsOf(file)}
          {file.covered_from !== null &&
            file.covered_through !== null &&
            ` · ${dateText(file.covered_from)} to ${dateText(file.covered_through)}`}
          {Object.entries(file.reasons).map(([reason, count]) => (
            <div key={reason} class="note">
              {count} × {reason}
            </div>
          ))}
          {file.rejects_path !== null && (
            <div class="note">
              What was rejected is in <code>rejects/{file.rejects_path}</code> of the home: correct it there,
              and drop that file here.
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

type Imported = ImportReport['files'][number];

/** What became of the lines, without what none of them became. */
function countsOf({ lines, accepted, duplicates, ignored, rejected }: Imported): string {
  const others = [
    [duplicates, 'known already'],
    [ignored, 'ignored'],
    [rejected, 'rejected'],
  ] as const;
  return [
    `${numberText(accepted)} of ${numberText(lines)} lines imported`,
    ...others.flatMap(([count, name]) => (count === 0 ? [] : [`${numberText(count)} ${name}`])),
  ].join(', ');
}
