import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { MatchQuery } from './match-filters.js';
import { changes } from './news.js';
import { isPassing, Refused, type Problem } from './problem.js';
import { read } from './read.js';
import type { Match } from './shapes.js';

const PAGE = 50;
/** So many pages are held; of those further off only their cursors are. */
const HELD = 12;
/** Behind it a page has to be reached by the cursors before it. */
const LAST_OFFSET = 100_000;
const AGAIN_MS = 1_500;
/** Scrolling that goes on is not followed page by page. */
const REST_MS = 60;

type Pages = ReadonlyMap<number, readonly Match[]>;

/** The list of matches in pages around what is looked at: read as one scrolls, forgotten behind. */
export class MatchRows {
  readonly counts = signal<{ total: number; unreviewed: number } | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly pages = signal<Pages>(new Map());

  private readonly cursors = new Map<number, string>();
  private readonly stop = new AbortController();
  /** Pages as the API has them since the last change. */
  private fresh = new Set<number>();
  private wanted = { first: 0, last: 0 };
  private isReading = false;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly query: MatchQuery) {}

  at(index: number): Match | undefined {
    return this.pages.value.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Where a match stands among the rows that are held; -1 where it does not. */
  indexOf(id: string): number {
    for (const [page, rows] of this.pages.value) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  /** Says which rows are looked at. */
  want(first: number, last: number): void {
    this.wanted = {
      first: Math.floor(Math.max(0, first) / PAGE),
      last: Math.floor(Math.max(0, last) / PAGE),
    };
    clearTimeout(this.rest);
    if (this.missing() !== undefined) this.rest = setTimeout(() => void this.fill(), REST_MS);
  }

  /** Something changed: what is looked at is read anew, what is not when it is. */
  renew(): void {
    this.fresh = new Set();
    this.cursors.clear();
    void this.fill();
  }

  close(): void {
    this.stop.abort();
    clearTimeout(this.rest);
  }

  private missing(): number | undefined {
    const { first, last } = this.wanted;
    const total = this.counts.peek()?.total;
    const end = total === undefined ? last : Math.min(last, Math.floor(Math.max(0, total - 1) / PAGE));
    for (let page = Math.min(first, end); page <= end; page += 1) if (!this.fresh.has(page)) return page;
    return undefined;
  }

  private async fill(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      for (;;) {
        const page = this.missing();
        if (page === undefined || this.stop.signal.aborted) return;
        await this.readPage(page);
      }
    } catch (error) {
      if (this.stop.signal.aborted) return;
      if (!(error instanceof Refused)) throw error;
      this.problem.value = error.problem;
      if (isPassing(error.problem)) this.rest = setTimeout(() => void this.fill(), AGAIN_MS);
    } finally {
      this.isReading = false;
    }
  }

  private async readPage(page: number): Promise<void> {
    const { fresh } = this;
    const cursor = this.cursors.get(page);
    if (cursor === undefined && page * PAGE > LAST_OFFSET) await this.readPage(page - 1);
    const known = this.cursors.get(page);
    const place = known === undefined ? { offset: Math.min(page * PAGE, LAST_OFFSET) } : { cursor: known };
    const answer = await read('/matches', {
      query: { ...this.query, limit: PAGE, ...place },
      signal: this.stop.signal,
    });
    // Rows have other places since: these are shown until they are read again.
    if (fresh === this.fresh) {
      fresh.add(page);
      if (answer.next_cursor !== null) this.cursors.set(page + 1, answer.next_cursor);
    }
    this.problem.value = null;
    this.counts.value = { total: answer.total, unreviewed: answer.unreviewed_count };
    this.pages.value = this.nearest(new Map([...this.pages.peek(), [page, answer.matches]]));
  }

  private nearest(pages: Pages): Pages {
    const middle = (this.wanted.first + this.wanted.last) / 2;
    const held = [...pages]
      .sort(([one], [other]) => Math.abs(one - middle) - Math.abs(other - middle))
      .slice(0, HELD);
    for (const page of this.fresh) if (!held.some(([one]) => one === page)) this.fresh.delete(page);
    return new Map(held);
  }
}

/** The matches of a query, anew with every change. */
export function useMatchRows(query: MatchQuery): MatchRows {
  const wanted = JSON.stringify(query);
  const rows = useMemo(() => new MatchRows(query), [wanted]);
  useEffect(() => {
    const end = changes.subscribe(() => rows.renew());
    return () => {
      end();
      rows.close();
    };
  }, [rows]);
  return rows;
}
