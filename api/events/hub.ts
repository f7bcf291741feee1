import type { Commands, Run } from '../parts.js';

/** Something that happened, for who listens. */
export interface HubEvent {
  /** Rises. */
  id: number;
  name: 'run' | 'changed';
  data: object;
}

/** What happens while anybody listens, and the last of it for who comes back. */
export interface Hub {
  /**
   * Hands on what happened after `last`, then what happens, until the returned function is called. Gives false where
   * that is not known any more: then who listens looks at everything anew.
   */
  listen(last: number | null, hear: (event: HubEvent) => void): { isWhole: boolean; end: () => void };
  listeners(): number;
}

/** How often it is looked whether something was committed, and how runs stand. */
const COMMITS_MS = 250;
const RUNS_MS = 1_000;
const MOST_RUNS = 20;
/** So many are kept for who comes back. */
const KEPT = 1_000;

/** `first`: greater than any id of an earlier start of the program. */
export function eventHub(
  {
    generation,
    commands,
  }: { generation: () => string | undefined; commands: Pick<Commands, 'runs' | 'run'> },
  { first, shown }: { first: number; shown: (run: Run) => object },
): Hub {
  const hearing = new Set<(event: HubEvent) => void>();
  const kept: HubEvent[] = [];
  let id = first;
  let timers: NodeJS.Timeout[] = [];
  let known = generation();
  let running = new Map<string, string>();
  let isLooking = false;

  function tell(name: HubEvent['name'], data: object): void {
    const event = { id: (id += 1), name, data };
    kept.push(event);
    if (kept.length > KEPT) kept.shift();
    for (const hear of hearing) hear(event);
  }

  function lookAtCommits(): void {
    const now = generation();
    if (now === undefined || now === known) return;
    known = now;
    tell('changed', { generation: now, tables: [] });
  }

  /** Those under way, and how those ended that were. */
  async function lookAtRuns(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const { runs } = await commands.runs({
        status: 'running',
        step: undefined,
        limit: MOST_RUNS,
        after: null,
      });
      const now = new Map(runs.map((run) => [run.run_id, JSON.stringify(run)]));
      for (const run of runs) if (running.get(run.run_id) !== now.get(run.run_id)) tell('run', shown(run));
      const gone = [...running.keys()].filter((run_id) => !now.has(run_id));
      running = now;
      for (const run_id of gone) {
        const ended = await commands.run(run_id);
        if (ended !== undefined) tell('run', shown(ended));
      }
    } catch {
      // The workflow server is away: the next look will do.
    } finally {
      isLooking = false;
    }
  }

  function begin(): void {
    known = generation();
    timers = [
      setInterval(lookAtCommits, COMMITS_MS).unref(),
      setInterval(() => void lookAtRuns(), RUNS_MS).unref(),
    ];
  }

  return {
    listeners: () => hearing.size,
    listen(last, hear) {
      // While nobody listened nothing was looked at.
      const isWhole =
        last !== null && hearing.size > 0 && last >= (kept[0]?.id ?? Infinity) - 1 && last <= id;
      if (isWhole) for (const event of kept) if (event.id > last) hear(event);
      hearing.add(hear);
      if (hearing.size === 1) begin();
      return {
        isWhole,
        end() {
          hearing.delete(hear);
          if (hearing.size > 0) return;
          for (const timer of timers) clearInterval(timer);
          kept.length = 0;
        },
      };
    },
  };
}
