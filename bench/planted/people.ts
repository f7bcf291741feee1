import { readFileSync } from 'node:fs';
import { plantedPerson, type PlantedPerson } from '../../sim/planted/person.js';

/** Somebody of `data/people/`, who lies beside the program: it is run in the project's folder. */
export function personNamed(name: string): PlantedPerson {
  return plantedPerson(JSON.parse(readFileSync(`data/people/${name}.json`, 'utf8')));
}
