import { z } from 'zod';
import { keyedFields } from '../../keyed-fields.js';
import { carriedBy, type Carried } from '../../keyed-request.js';
import { ALIASES, type Alias } from './alias.js';

/** A change of what a name stands for: a line of `registry.jsonl`. Those of one change have one `seq`. */
export const registryLine = z.strictObject({
  seq: z.int().min(1),
  alias: z.enum(ALIASES),
  /** Null where the name stands for no model any more; so is the next. */
  model_id: z.string().nullable(),
  manifest_sha256: z.string().nullable(),
  evaluation_id: z.string().nullable(),
  /** The clock's. */
  at: z.string(),
  by: z.enum(['gate', 'user', 'watch', 'retention']),
  reason: z.string().nullable(),
  /** The last moment known to the store at the change: what was in force when is replayed by it. */
  as_of: z.string().nullable(),
  ...keyedFields,
});

export type RegistryLine = z.infer<typeof registryLine>;

/** A model as a name stands for it. */
export type Registered = RegistryLine & { model_id: string; manifest_sha256: string };

/** What each name stands for after some lines; null: no model. */
export type Serving = Readonly<Record<Alias, Registered | null>>;

export function servingAfter(lines: readonly RegistryLine[]): Serving {
  const serving: Record<Alias, Registered | null> = { champion: null, shadow: null, previous: null };
  for (const line of lines) serving[line.alias] = isRegistered(line) ? line : null;
  return serving;
}

function isRegistered(line: RegistryLine): line is Registered {
  return line.model_id !== null && line.manifest_sha256 !== null;
}

export function nextSeq(lines: readonly RegistryLine[]): number {
  return (lines.at(-1)?.seq ?? 0) + 1;
}

/**
 * The lines of whole changes: a change of the champion names the previous one first and the champion last, so that one
 * which a crash cut short is known.
 */
export function wholeChanges(lines: readonly RegistryLine[]): readonly RegistryLine[] {
  const last = lines.at(-1);
  if (last === undefined || last.alias === 'champion') return lines;
  const group = lines.filter(({ seq }) => seq === last.seq);
  return group[0]?.alias === 'previous' ? lines.slice(0, -group.length) : lines;
}

/** Which model serves, which did before it, and the last change of them. */
export function servingNames(lines: readonly RegistryLine[]): {
  seq: number;
  champion: string | null;
  previous: string | null;
  manifest_sha256: string | null;
} {
  const { champion, previous } = servingAfter(lines);
  return {
    seq: lines.at(-1)?.seq ?? 0,
    champion: champion?.model_id ?? null,
    previous: previous?.model_id ?? null,
    manifest_sha256: champion?.manifest_sha256 ?? null,
  };
}

/** A model that a name shall stand for. */
export interface Named {
  model_id: string;
  manifest_sha256: string;
}

/** Who changes what, when and why. */
export type ChangeSaid = Pick<RegistryLine, 'evaluation_id' | 'at' | 'by' | 'reason' | 'as_of'> & Carried;

/** A model in place of the champion, which becomes the previous one; if it was the shadow, there is none then. */
export function promotion(lines: readonly RegistryLine[], model: Named, said: ChangeSaid): RegistryLine[] {
  const { champion, shadow } = servingAfter(lines);
  const line = lineMaker(lines, said);
  return [
    line('previous', champion),
    ...(shadow?.model_id === model.model_id ? [line('shadow', null)] : []),
    line('champion', model),
  ];
}

/**
 * What was before serves again, and the champion becomes the previous one. Before a first champion that was no model.
 * Null where neither name stands for one.
 */
export function rollback(lines: readonly RegistryLine[], said: ChangeSaid): RegistryLine[] | null {
  const { champion, previous } = servingAfter(lines);
  if (champion === null && previous === null) return null;
  const line = lineMaker(lines, said);
  return [line('previous', champion), line('champion', previous)];
}

/** Whether a change of the champion goes back to what was before: a promotion names the judgement that it goes by. */
export function goesBack({ alias, evaluation_id }: RegistryLine): boolean {
  return alias === 'champion' && evaluation_id === null;
}

/** Another model, or none, in place of a champion whose files are broken, which no name stands for any more. */
export function fallback(
  lines: readonly RegistryLine[],
  model: Named | null,
  said: ChangeSaid,
): RegistryLine[] {
  const line = lineMaker(lines, said);
  return [line('previous', null), line('champion', model)];
}

/** A model that is scored beside the champion, or none. */
export function shadowing(
  lines: readonly RegistryLine[],
  model: Named | null,
  said: ChangeSaid,
): RegistryLine[] {
  return [lineMaker(lines, said)('shadow', model)];
}

function lineMaker(lines: readonly RegistryLine[], said: ChangeSaid) {
  const seq = nextSeq(lines);
  return (alias: Alias, model: Named | null): RegistryLine => {
    const { evaluation_id, at, by, reason, as_of } = said;
    const [model_id, manifest_sha256] = [model?.model_id ?? null, model?.manifest_sha256 ?? null];
    return {
      seq,
      alias,
      model_id,
      manifest_sha256,
      evaluation_id,
      at,
      by,
      reason,
      as_of,
      ...carriedBy(said),
    };
  };
}
