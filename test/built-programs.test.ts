import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..');
const ROOMS = ['activities', 'api', 'bench', 'cli', 'messages', 'models', 'sim', 'store', 'workers'];

/** The compiled files that modules name by where they lie beside them, as what starts a thread or a process does. */
function namedFiles(): string[] {
  const sources = ROOMS.flatMap((room) =>
    readdirSync(join(PROJECT, room), { recursive: true, encoding: 'utf8' }).map((path) => join(room, path)),
  ).filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  return sources.flatMap((source) => {
    const text = readFileSync(join(PROJECT, source), 'utf8');
    const named = text.matchAll(/\b(?:new URL|here)\('(\.[^']*\.js)'/g);
    return [...named].map(([, path = '']) => join(dirname(source), path));
  });
}

test('every file that a module starts by its path was built', () => {
  const named = namedFiles();
  expect(named).toContain('activities/loops/loop-thread.js');
  expect(named.filter((path) => !existsSync(join(PROJECT, 'dist', path)))).toEqual([]);
});
