import { shareText } from '../planted/figures.js';
import type { Cells } from '../planted/measurement.js';
import type { Random } from '../../domain/number/random.js';

/** One line of what the gate and its parts are held to, over many simulated accounts. */
export interface Row<T> {
  name: string;
  /** Accounts, unless said otherwise. */
  lives: number;
  /** What one account comes to. */
  play(random: Random, seed: number): T | Promise<T>;
  /** What all of them come to, by heading, and the goal. */
  cells(played: readonly T[]): Cells;
}

export interface Measurement {
  title: string;
  rows: readonly Row<unknown>[];
}

/** A row of any account's figures. */
export function row<T>(of: Row<T>): Row<unknown> {
  return of;
}

/** Of how many accounts it is so. */
export function shareOf(played: readonly boolean[]): string {
  return shareText(played.filter(Boolean).length, played.length);
}
