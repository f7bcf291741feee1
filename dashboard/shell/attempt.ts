import { Refused } from '../asking/problem.js';
import { announce } from './announcement.js';

/** Does what a person asked for, and says what was refused of it. Gives whether it went well. */
export async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    announce(`${error.problem.title}: ${error.problem.detail}`);
    return false;
  }
}
