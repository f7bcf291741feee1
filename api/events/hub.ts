import { toSecond } from '../../domain/time/to-second.js';
import type { Home } from '../../store/home/home.js';
import type { Commands, Run } from '../commands.js';
import type { Messages, Moments } from '../parts.js';
import { shownMessage } from './shown-message.js';

/** Something that happened, for who listens. */
export interface HubEvent {
  /** Rises. */
  id: number;
  name: 'run' | 'changed' | 'message';
  data: object;
}

/** What happens while anybody listens, and the last of it for who comes back. */
export interface Hub {
  /**
   * Hands on what happened after `last`, then what happens, until `end` is called. Gives false where that is not known
   * any more: then who listens looks at everything anew, and what is to come follows on `last`.
   */
  listen(
    last: number | null,
    hear: (event: HubEvent) => void,
  ): { isWhole: boolean; last: number; end: () => void };
  listeners(): number;
}

/** How often it is looked whether something was committed, and how runs stand. */
const COMMITS_MS = 250;
const RUNS_MS = 1_000;
const FILES_MS = 1_000;
/** The workflow server says a little later than it happens that a run began or ended. */
const BEHIND_MS = 10_000;
/** So many are kept for who comes back. */
const KEPT = 1_000;
/** So long it is looked on when nobody listens any more: a connection that broke comes back soon. */
const LINGER_MS = 30_000;

/**
 * `first`: greater than any id of an earlier start of the program. `shown`: a run as answers have it. `files`: what
 * names the files that answers are made from beside what is committed, by the name that a change of them has.
 */
export function eventHub(
  {
    moments,
    commands,
    messages,
    clock,
    home,
  }: {
    moments: Pick<Moments, 'generation' | 'tablesSince'>;
    commands: Pick<Commands, 'runsSince'>;
    messages: Pick<Messages, 'whenSent'>;
    clock: () => Date;
    home: Home;
  },
  {
    first,
    shown,
    files,
  }: {
    first: number;
    shown: (run: Run) => object;
    files: Readonly<Record<string, (this: void, home: Home) => Promise<string>>>;
  },
): Hub {
  const hearing = new Set<(event: HubEvent) => void>();
  let kept: HubEvent[] = [];
  let id = first;
  /** After this id all that happened is kept; null while nobody looks. */
  let whole: number | null = null;
  let known = moments.generation();
  let runs = new Map<string, string>();
  /** The files as they were looked at last; none before the first look. */
  let named = new Map<string, string>();
  let isReading = false;
  let isLooking = false;
  /** When it began to look: an instant in UTC. */
  let began = '';
  let end = () => {};
  let lingering: NodeJS.Timeout | undefined;

  function say(name: HubEvent['name'], data: object): void {
    const event = { id: (id += 1), name, data };
    kept.push(event);
    if (kept.length > KEPT) whole = kept.shift()?.id ?? null;
    for (const hear of hearing) hear(event);
  }

  function lookAtCommits(): void {
    const now = moments.generation();
    if (now === undefined || now === known) return;
    // What is no name gives all of them: whoever came while something was committed may have seen either.
    const tables = moments.tablesSince(known ?? '');
    known = now;
    say('changed', { generation: now, tables });
  }

  async function lookAtFiles(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      const all = Object.entries(files).map(async ([name, of]) => [name, await of(home)] as const);
      const now = new Map(await Promise.all(all));
      const tables = [...now]
        .filter(([name, file]) => (named.get(name) ?? file) !== file)
        .map(([name]) => name);
      named = now;
      if (tables.length > 0) say('changed', { generation: moments.generation() ?? known ?? '', tables });
    } catch {
      // What cannot be read now is looked at again.
    } finally {
      isReading = false;
    }
  }

  /** Those under way, and those that began or ended lately, however short they were. */
  async function lookAtRuns(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const found = await commands.runsSince(new Date(clock().getTime() - BEHIND_MS).toISOString());
      const now = new Map(found.map((run) => [`${run.run_id} ${run.started_at}`, JSON.stringify(run)]));
      for (const run of found) {
        const name = `${run.run_id} ${run.started_at}`;
        // Of what was over before anybody listened nothing is said.
        const isNews = run.status === 'running' || (run.closed_at ?? '') >= began;
        if (isNews && runs.get(name) !== now.get(name)) say('run', shown(run));
      }
      runs = now;
    } catch {
      // The workflow server is away: the next look will do.
    } finally {
      isLooking = false;
    }
  }

  function begin(): void {
    known = moments.generation();
    runs = new Map();
    named = new Map();
    [kept, whole] = [[], id];
    began = toSecond(clock());
    void lookAtRuns();
    void lookAtFiles();
    const timers = [
      setInterval(lookAtCommits, COMMITS_MS).unref(),
      setInterval(() => void lookAtRuns(), RUNS_MS).unref(),
      setInterval(() => void lookAtFiles(), FILES_MS).unref(),
    ];
    const heard = messages.whenSent((message) => say('message', shownMessage(message)));
    end = () => {
      for (const timer of timers) clearInterval(timer);
      heard.end();
      whole = null;
    };
  }

  return {
    listeners: () => hearing.size,
    listen(last, hear) {
      clearTimeout(lingering);
      const isWhole = last !== null && whole !== null && last >= whole && last <= id;
      if (isWhole) for (const event of kept) if (event.id > last) hear(event);
      if (whole === null) begin();
      hearing.add(hear);
      return {
        ...{ isWhole, last: id },
        end() {
          hearing.delete(hear);
          if (hearing.size === 0) lingering = setTimeout(() => end(), LINGER_MS).unref();
        },
      };
    },
  };
}
