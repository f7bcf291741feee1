/** What a process of a running system died of lately. */
export interface Trouble {
  name: 'server' | 'control' | 'data' | 'train';
  /** How often it ended by its own doing in the last day, … */
  ended: number;
  /** … and how often somebody killed it: a person, or the system for want of memory. */
  killed: number;
  /** UTC. */
  last_at: string;
  /** How it ended last, `status 1` or `SIGKILL`, and the last errors that it wrote: `status 1: …`. */
  why: string;
}
