import type { z } from '@hono/zod-openapi';
import type { Scope } from '../domain/access/scope.js';
import type { Hub } from './events/hub.js';
import type { ApiParts, Bearer, Moment } from './parts.js';
import type { Slug } from './problem.js';
import type { RunShape } from './shapes/run.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Shape = z.ZodObject;

/** What every declaration of a route says of it: validation, types and the document come from here. */
interface Declared<P extends Shape, Q extends Shape, A extends z.ZodType> {
  method: Method;
  /** With `{name}` for what stands in it. */
  path: string;
  /** Further paths with the same answer. */
  also?: readonly string[];
  /** What a token has to have; null: whoever asks. */
  scope: Scope | null;
  /** What it gives, in a few words. */
  summary: string;
  inPath: P;
  /** In the query, or of what changes something also in a JSON body. */
  parameters: Q;
  answer: A;
  /** Beside those that every route has. */
  problems: readonly Slug[];
  /** Whether it runs a step, and gives its run where that takes long: of these a token starts but two a second. */
  runs?: true;
  /** Whether it gives a file and no JSON. */
  bytes?: true;
  /** Whether it gives an event stream. */
  streams?: true;
}

/** What a handler is handed. */
export interface Asked<P, Q> {
  path: P;
  given: Q;
  request: Request;
  /** Null where no token is asked for. */
  bearer: Bearer | null;
  parts: ApiParts;
  /** Reads at one moment, when it is its turn. */
  at<T>(this: void, work: (moment: Moment) => Promise<T>): Promise<T>;
  hub: Hub;
  /** Does what is checked and then written with nothing of that kind in between. */
  alone<T>(this: void, work: () => Promise<T>): Promise<T>;
}

/** What a handler gives: a document, JSON whose very bytes matter, a file or a stream, and what is not as usual. */
export type Answered<A> = (
  { document: A } | { json: string } | { bytes: Uint8Array } | { stream: ReadableStream<Uint8Array> }
) & {
  status?: 200 | 201 | 202;
  headers?: Readonly<Record<string, string>>;
};

/** A route whose types are no more known: what the API is made of. */
export interface Route extends Declared<Shape, Shape, z.ZodType> {
  /** A read of derived rows has an ETag of the generation and the request. */
  kind: 'read' | 'other';
  /** What the ETag of a read is of. */
  tag: 'moment' | 'thing';
  handle(this: void, asked: Asked<never, never>, moment: Moment | null): Promise<Answered<unknown>>;
}

/** A GET of derived rows: one moment, one answer. */
export function read<P extends Shape, Q extends Shape, A extends z.ZodType>(
  declared: Omit<Declared<P, Q, A>, 'method'> & {
    /** Whether it is about one thing, whose ETag is its own: another moment does not change it. */
    tag?: 'thing';
    answerFrom(this: void, moment: Moment, asked: Asked<z.infer<P>, z.infer<Q>>): Promise<z.input<A>>;
  },
): Route {
  const { answerFrom, tag = 'moment', ...rest } = declared;
  return {
    ...rest,
    tag,
    method: 'get',
    kind: 'read',
    handle: async (asked, moment) => ({ document: await answerFrom(moment as Moment, asked) }),
  };
}

/** Any other route. */
export function route<P extends Shape, Q extends Shape, A extends z.ZodType>(
  declared: Declared<P, Q, A> & {
    handle(this: void, asked: Asked<z.infer<P>, z.infer<Q>>): Promise<Answered<z.input<A> | RunShape>>;
  },
): Route {
  const { handle, ...rest } = declared;
  return { ...rest, kind: 'other', tag: 'moment', handle: (asked) => handle(asked) };
}

/** Where the recommendation–execution loop is answered. */
export const LOOP = '/api/v1/strategies/learning';
/** Where the journal is answered. */
export const JOURNAL = '/api/learning';
