import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { MatchRows } from '../../asking/match-rows.js';
import { MatchRow } from './match-row.js';

/** Rows that are drawn above and below what is seen. */
const BEYOND = 8;
const COLUMNS = ['match', 'type', 'advised → did', 'difference', 'who was right'];

/** The list, of which only the rows in sight are in the page, however many there are. */
export function MatchTable({
  rows,
  chosen,
  said,
  filters,
  onChoose,
}: {
  rows: MatchRows;
  /** The chosen row: its match, and where it stands. */
  chosen: { id: string | undefined; index: number };
  said: ReadonlyMap<string, string>;
  filters: Readonly<Record<string, string | undefined>>;
  onChoose: (index: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLTableSectionElement>(null);
  const view = useSignal({ top: 0, height: 800, row: 52 });
  const total = rows.counts.value?.total ?? 0;
  const { top, height, row } = view.value;
  const first = Math.max(0, Math.min(Math.floor(top / row) - BEYOND, total - 1));
  const last = Math.min(total - 1, Math.ceil((top + height) / row) + BEYOND);

  const look = () => {
    const { current: box } = scroller;
    if (box === null) return;
    const drawn = box.querySelector<HTMLElement>('tr.row')?.offsetHeight ?? 0;
    const seen = { top: box.scrollTop, height: box.clientHeight, row: drawn > 0 ? drawn : view.peek().row };
    if (JSON.stringify(seen) !== JSON.stringify(view.peek())) view.value = seen;
  };
  useLayoutEffect(look, [total > 0, rows]);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [rows]);
  useEffect(() => rows.want(first, Math.max(first, last)), [rows, first, last]);
  useEffect(() => {
    const { current: box } = scroller;
    if (box === null || chosen.index < 0) return;
    const covered = head.current?.offsetHeight ?? 0;
    const at = chosen.index * row;
    if (at < box.scrollTop) box.scrollTop = at;
    else if (at + row + covered > box.scrollTop + box.clientHeight)
      box.scrollTop = at + row + covered - box.clientHeight;
  }, [chosen.index, row]);

  const indices = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return (
    <div
      class="scroller"
      ref={scroller}
      onScroll={look}
      tabIndex={0}
      role="region"
      aria-label="List of matches"
    >
      <table class="matches" role="table" aria-rowcount={total + 1} aria-label="Matches">
        <thead ref={head} role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {COLUMNS.map((name) => (
              <th key={name} role="columnheader" scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <Space rows={first} height={row} />
        <tbody role="rowgroup">
          {indices.map((index) => {
            const match = rows.at(index);
            return match === undefined ? (
              <tr key={index} role="row" class="row waiting" aria-rowindex={index + 2}>
                <td role="cell" colSpan={COLUMNS.length}>
                  …
                </td>
              </tr>
            ) : (
              <MatchRow
                key={match.id}
                {...{ match, index, filters }}
                isChosen={match.id === chosen.id}
                said={said.get(match.id)}
                onChoose={() => onChoose(index)}
              />
            );
          })}
        </tbody>
        <Space rows={Math.max(0, total - 1 - last)} height={row} />
      </table>
    </div>
  );
}

/** The room of the rows that are not drawn. */
function Space({ rows, height }: { rows: number; height: number }) {
  if (rows <= 0) return null;
  return (
    <tbody aria-hidden="true" class="space">
      <tr>
        <td colSpan={COLUMNS.length} style={{ height: `${rows * height}px` }} />
      </tr>
    </tbody>
  );
}
