import type { Logger } from 'pino';
import { fullText, isFull } from '../../store/home/disk.js';
import type { Home } from '../../store/home/home.js';
import { writeRunFile, type RunFile } from '../running/run-file.js';
import type { Trouble } from '../running/trouble.js';
import { troubleOf, withDeath, type Death } from './deaths.js';
import type { KeptOptions } from './keep-running.js';
import type { ServerPresence } from './server-presence.js';

/** Notes in the run file what became of each process, and what it died of. */
export function processNotes(
  home: Home,
  { run, presence, log }: { run: RunFile; presence: ServerPresence; log: Logger },
): (name: Trouble['name']) => Pick<KeptOptions, 'changed' | 'died'> {
  const deaths: Partial<Record<Trouble['name'], Death[]>> = {};
  function note(): void {
    try {
      writeRunFile(home.run, run);
    } catch (error) {
      // A full disk is no reason to end what runs.
      log.error(error, `${home.run} could not be written`);
    }
  }
  return (name) => ({
    changed(ref) {
      if (name === 'server' && ref === null) presence.isGone();
      run[name] = ref;
      note();
    },
    died(death) {
      const said = isFull(home.dir) ? `${death.said} (${fullText(home.dir)})` : death.said;
      deaths[name] = withDeath(deaths[name] ?? [], { ...death, said });
      run.troubles = Object.entries(deaths).flatMap(([of, those]) => {
        const trouble = troubleOf(of as Trouble['name'], those);
        return trouble ? [trouble] : [];
      });
      note();
    },
  });
}
