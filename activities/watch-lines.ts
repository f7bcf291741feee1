import { weekOf, type IsoWeek } from '../domain/time/iso-week.js';
import { newYorkDay } from '../domain/time/calendar.js';
import { takenBackText, validationText } from '../domain/watching/watch-lines.js';
import { takenBack } from '../domain/registry/taken-back.js';
import { registryIn } from '../store/derived/algorithm.js';
import { factsOf, type Facts } from '../store/home/journal.js';

/** What the message of a week says of changes that were watched in it: taken back, or validated. */
export function watchLines(journal: Facts, week: IsoWeek): string[] {
  const registry = registryIn(journal);
  const { changes } = registry;
  const back = changes.filter(
    ({ kind, at }) => kind === 'auto_revert' && at !== null && weekOf(newYorkDay(at)) === week,
  );
  const validated = factsOf(journal, 'validation_published')
    .filter(({ validation }) => validation.as_of === week)
    .flatMap(({ change_id, validation }) => {
      const change = changes.find((one) => one.change_id === change_id);
      return change === undefined ? [] : [validationText(change, validation)];
    });
  return [...back.map((change) => takenBackText(change, takenBack(registry, change))), ...validated];
}
