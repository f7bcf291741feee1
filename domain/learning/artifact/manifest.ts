import { hash } from 'node:crypto';
import { z } from 'zod';
import { learningJson } from '../../algorithm/canonical-json.js';

export const MODEL_KINDS = [
  ...['base_rate', 'always_follow', 'logistic', 'online_logistic', 'mlp', 'reward', 'clone'],
  ...['dpo', 'ppo', 'rrhf'],
] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256');
const fileName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*\.(json|jsonl|bin|md)$/, 'not the name of a file of a model');

/** All that the bytes of a model follow from. */
const inputsSchema = z.strictObject({
  spec_id: z.string(),
  /** Of the Parquet bytes of the scenarios and features that it saw. */
  scenarios_sha256: sha256,
  window_from: z.string(),
  window_to: z.string(),
  rows: z.int().min(0),
  config: z.record(z.string(), z.json()),
  seed: z.int(),
  /** What computed it: other backends round otherwise. */
  backend: z.strictObject({ name: z.string(), version: z.string() }),
});

const manifestSchema = z.strictObject({
  contract: z.literal(1),
  model_id: z.string(),
  kind: z.enum(MODEL_KINDS),
  /** A way of making models: evidence is its, not a single model's. */
  lineage: z.string().min(1),
  parent: z.string().nullable(),
  inputs: inputsSchema,
  files: z.array(z.strictObject({ path: fileName, bytes: z.int().min(0), sha256 })),
});

export type ModelInputs = z.infer<typeof inputsSchema>;
/** What a model is, by what it was made from and which files it consists of: `manifest.json`. */
export type Manifest = z.infer<typeof manifestSchema>;
export type ModelOrigin = Pick<Manifest, 'kind' | 'lineage' | 'parent' | 'inputs'>;

/** `logistic-0123456789ab`: its kind, and the first digits of the hash of what it was made from. */
export function modelIdOf({ kind, lineage, parent, inputs }: ModelOrigin): string {
  const digits = hash('sha256', learningJson({ ...inputs, kind, lineage, parent }), 'hex');
  return `${kind}-${digits.slice(0, 12)}`;
}

/** The manifest that a text is; undefined for any other than the canonical text of one whose id is its own. */
export function parseManifest(text: string): Manifest | undefined {
  const { data } = manifestSchema.safeParse(jsonIn(text));
  if (data === undefined || learningJson(data) !== text) return undefined;
  return data.model_id === modelIdOf(data) ? data : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
