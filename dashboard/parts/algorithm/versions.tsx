import { wordsOf } from '../../asking/words-of.js';
import { LOOP, type Answer } from '../../asking/api.js';
import { say } from '../../asking/say.js';
import { announce } from '../../shell/announcement.js';
import { valueText } from '../../words/changes.js';
import { dateText, momentText } from '../../words/dates.js';
import { Allowed } from '../allowed.js';
import { WithReason } from '../with-reason.js';
import { becameText, changeRows, versionRows } from './version-rows.js';

/** The versions of the algorithm, what was changed when, what became of it, and the way back. */
export function Versions({ answer }: { answer: Answer<'/algorithm/versions'> }) {
  const versions = versionRows(answer);
  const changes = changeRows(answer);
  const inForce = answer.next ?? answer.current;
  return (
    <>
      <p>
        In force: <strong>{answer.current}</strong>
        {answer.next !== null && answer.next !== answer.current && (
          <>
            , from the next session on <strong>{answer.next}</strong>
          </>
        )}
      </p>
      <Allowed to="admin">
        <ul class="versions">
          {[...versions].reverse().map(({ version, parent, patch, created_at, origin }) => (
            <li key={version} data-version={version}>
              <strong>{version}</strong> <span class="note">{wordsOf(origin)}</span>
              {parent !== null && ` from ${parent}`}
              {created_at !== null && `, ${momentText(created_at)}`}
              {patch !== null && (
                <ul>
                  {patch.changes.map(({ path, from, to }) => (
                    <li key={path}>
                      <code>{path}</code> {valueText(from)} → {valueText(to)}
                    </li>
                  ))}
                </ul>
              )}
              {version !== inForce && (
                <WithReason
                  about={`version ${version}`}
                  name={`Roll back to ${version}`}
                  does={`${version} is in force from the next session on; what is in force now stays in the list, and the same way leads back to it.`}
                  onDo={async (reason) => {
                    await say({
                      method: 'POST',
                      address: `${LOOP}/algorithm/rollback`,
                      parameters: { to_version: version, reason },
                    });
                    announce(`${version} is in force from the next session on.`);
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      </Allowed>
      <div class="wide" tabIndex={0} role="region" aria-label="Changes of the algorithm">
        <table class="rows">
          <caption>What was changed, the latest first</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">By, and why</th>
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {[...changes].reverse().map((change) => (
              <tr key={change.change_id}>
                <th scope="row">
                  {change.effective_from === null
                    ? 'from the start'
                    : `from ${dateText(change.effective_from)}`}
                </th>
                <td>
                  {wordsOf(change.kind)}: {change.from_version !== null && `${change.from_version} → `}
                  {change.to_version}
                </td>
                <td>{[change.by, change.why].filter((text) => text !== null).join(': ')}</td>
                <td>{becameText(change)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
