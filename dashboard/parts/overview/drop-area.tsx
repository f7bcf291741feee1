import { useSignal } from '@preact/signals';
import { importFile } from '../../asking/import-file.js';
import { Refused, type Problem } from '../../asking/problem.js';
import { may } from '../../asking/session.js';
import type { ImportReport, Run } from '../../asking/shapes.js';
import { Allowed } from '../allowed.js';
import { ProblemLine } from '../problem-line.js';
import { useTyped } from '../use-typed.js';

interface Brought {
  name: string;
  came: { report: ImportReport } | { run: Run } | { problem: Problem } | null;
}

/** Files are dropped here, or chosen, and imported one after the other; each with its report or why it was refused. */
export function DropArea() {
  const brought = useSignal<readonly Brought[]>([]);
  const account = useTyped('account');
  const isOver = useSignal(false);
  const put = (name: string, came: Brought['came']) =>
    (brought.value = [...brought.value.filter((one) => one.name !== name), { name, came }]);
  const bring = async (files: readonly File[]) => {
    for (const file of files) put(file.name, null);
    for (const file of files)
      try {
        const answer = await importFile(file, account.text?.trim() ?? '');
        put(file.name, 'files' in answer ? { report: answer } : { run: answer });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        put(file.name, { problem: error.problem });
      }
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
          Drop an export here, or <code>tradeloop import FILE</code>
        </p>
        <div class="answers">
          <label>
            File{' '}
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
            Account, where the file names none{' '}
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
          <BroughtLine key={one.name} {...one} />
        ))}
      </div>
    </Allowed>
  );
}

function BroughtLine({ name, came }: Brought) {
  if (came === null)
    return (
      <p>
        <progress role="progressbar" aria-label={`Import ${name}`} /> {name} …
      </p>
    );
  if ('problem' in came)
    return (
      <>
        <p>{name} was not imported:</p>
        <ProblemLine problem={came.problem} />
      </>
    );
  if ('run' in came)
    return (
      <p role="alert" data-problem="refused">
        {name}: {came.run.problem?.detail ?? `the import was ${came.run.status}`}
      </p>
    );
  return (
    <ul>
      {came.report.files.map((file) => (
        <li key={file.sha256}>
          <span class="good">✓</span> {name}: {file.format}, {file.accepted} of {file.lines} lines taken,{' '}
          {file.duplicates} known already, {file.ignored} ignored, {file.rejected} rejected
          {file.covered_from !== null && ` · ${file.covered_from} to ${file.covered_through}`}
          {Object.entries(file.reasons).map(([reason, count]) => (
            <div key={reason} class="note">
              {count} × {reason}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
