import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, PARTIAL, writeDurably } from './durable-file.js';
import type { Home } from './home.js';

const floats = z.base64().transform((text): Float32Array => {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
});

const checkpointSchema = z.strictObject({
  checkpoint: z.literal(2),
  model_id: z.string(),
  /** So many were gone through, over all fits. */
  epochs: z.int(),
  /** What came of each fit that is done, by its name. */
  done: z.record(z.string(), floats),
  /** The fit that was under way. */
  current: z
    .strictObject({
      name: z.string(),
      epoch: z.int(),
      steps: z.int(),
      ...{ parameters: floats, first: floats, second: floats },
    })
    .nullable(),
});

/** How far a training has come: with this it goes on, and gives the same bytes as one that was never stopped. */
export type Checkpoint = z.output<typeof checkpointSchema>;

/** The checkpoint of a model's training; null where there is none, or one that does not read: then it begins anew. */
export async function readCheckpoint(
  home: Pick<Home, 'training'>,
  model_id: string,
): Promise<Checkpoint | null> {
  const text = await readFile(pathOf(home, model_id), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const { data } = checkpointSchema.safeParse(jsonIn(text));
  return data?.model_id === model_id ? data : null;
}

export async function writeCheckpoint(home: Pick<Home, 'training'>, checkpoint: Checkpoint): Promise<void> {
  await makeFolder(home.training);
  const encoded = JSON.stringify(checkpoint, (_, value: unknown) =>
    value instanceof Float32Array ? base64(value) : value,
  );
  await writeDurably(pathOf(home, checkpoint.model_id), encoded);
}

/** Once its model is there. */
export async function removeCheckpoint(home: Pick<Home, 'training'>, model_id: string): Promise<void> {
  await rm(pathOf(home, model_id), { force: true });
  await rm(pathOf(home, model_id) + PARTIAL, { force: true });
}

function pathOf({ training }: Pick<Home, 'training'>, model_id: string): string {
  return join(training, `${model_id}.checkpoint`);
}

function base64(values: Float32Array): string {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes.toString('base64');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
