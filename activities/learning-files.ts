import { readFile, stat } from 'node:fs/promises';
import { FileRefused } from '../domain/errors.js';
import {
  parseSpecification,
  type FeatureSpecification,
  type Refused,
} from '../domain/learning/features/feature-specification.js';
import { DEFAULT_POLICY, parsePolicy, type GatePolicy } from '../domain/learning/gate/gate-policy.js';
import { NOTHING_SWITCHED, parseHours, type HoursFile } from '../domain/learning/hourly/hourly-accounts.js';
import type { Home } from '../store/home/home.js';

/**
 * What a person saved in `learning/features.json`; null where there is no such file. Throws FileRefused, with the path
 * and the value, for what is no specification.
 */
export function savedSpecification({
  featureSpecification,
}: Pick<Home, 'featureSpecification'>): Promise<FeatureSpecification | null> {
  return savedIn(featureSpecification, parseSpecification, '"npx tradeloop learn features --default"');
}

/** What a person asks of a model in `learning/gate.json`, else the default. Throws FileRefused as above. */
export async function gatePolicy(home: Pick<Home, 'gatePolicy'>): Promise<GatePolicy> {
  return (
    (await savedIn(home.gatePolicy, parsePolicy, '"npx tradeloop learn policy --default"')) ?? DEFAULT_POLICY
  );
}

/** Which accounts a person has learn by the hour, or not. Throws FileRefused as above. */
export async function learningHours(home: Pick<Home, 'learningHours'>): Promise<HoursFile> {
  return (await savedIn(home.learningHours, parseHours, 'docs/learning.md')) ?? NOTHING_SWITCHED;
}

const MOST_BYTES = 10_000_000;

/** `whole`: what has a whole file of the kind. */
async function savedIn<T extends object>(
  path: string,
  parse: (value: unknown) => T | Refused,
  whole: string,
): Promise<T | null> {
  const size = await stat(path).then(
    (found) => found.size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (size === null) return null;
  if (size > MOST_BYTES) throw new FileRefused(`${path}: larger than ${MOST_BYTES} bytes`);
  const parsed = parse(jsonIn(await readFile(path, 'utf8'), path));
  if ('refused' in parsed) throw new FileRefused(`${path}: ${parsed.refused}. A whole one: ${whole}`);
  return parsed;
}

function jsonIn(text: string, path: string): unknown {
  if (text.trim() === '') throw new FileRefused(`${path}: empty; remove it, and the default holds again`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileRefused(`${path}: no JSON: ${(error as Error).message}`);
  }
}
