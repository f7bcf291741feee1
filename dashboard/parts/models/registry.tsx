import type { ModelsAnswer } from '../../asking/shapes.js';
import { momentText } from '../../words/dates.js';

const FIRST = 20;

/** Who made which model serve, and why; the newest first. */
export function Registry({ lines }: { lines: ModelsAnswer['registry'] }) {
  if (lines.length === 0) return <p>No model was made anything yet.</p>;
  const rest = lines.slice(FIRST);
  return (
    <>
      <Rows lines={lines.slice(0, FIRST)} name="Registry" />
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} before</summary>
          <Rows lines={rest} name="Registry before" />
        </details>
      )}
    </>
  );
}

function Rows({ lines, name }: { lines: ModelsAnswer['registry']; name: string }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={name}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Alias</th>
            <th scope="col">Model</th>
            <th scope="col">By, and why</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ seq, alias, model_id, at, by, reason }) => (
            <tr key={`${seq} ${alias}`}>
              <th scope="row" class="date">
                {momentText(at)}
              </th>
              <td>{alias}</td>
              <td>{model_id ?? 'none'}</td>
              <td>
                {by}
                {reason !== null && `: ${reason}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
