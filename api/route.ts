import type { z } from '@hono/zod-openapi';
import type { Scope } from '../domain/access/scope.js';
import type { RateKind } from './door/rates.js';
import { hasNamed, strongTag, weakTag } from './etag.js';
import type { Hub } from './events/hub.js';
import type { Form } from './form.js';
import type { Fact } from '../store/home/journal.js';
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
  /** Whether its body is a file, which it is handed by its sha256: it lies in the staging folder. */
  takesFile?: true;
  /** The forms of its answer, JSON unless it says others. Which of several it is says its handler. */
  gives?: readonly Form[];
  /** What it answers with where all goes well: 200 unless it says otherwise. */
  status?: 201 | 202;
  /** Beside those that every route has. What may be refused as `changed` looks at `If-Match`. */
  problems: readonly Slug[];
  /** Whether it runs a step, and gives its run where that takes long. */
  runs?: true;
  /** How a token's requests are counted, where not by kind: a GET reads, what runs a step is one, else it is a fact. */
  rate?: RateKind;
  /** What its ETag is of, where it has one: of a moment and the request, of these and files beside, or of the thing. */
  tag?: 'moment' | 'beside' | 'thing';
}

/** What a handler is handed. */
export interface Asked<P, Q> {
  path: P;
  given: Q;
  request: Request;
  /** The sha256 of the file that came, where one is taken. */
  file: string;
  /** Null where no token is asked for. */
  bearer: Bearer | null;
  parts: ApiParts;
  /** The lines of the journal that came of this very request before the program began again; mostly none. */
  saidBefore: readonly Fact[];
  /** Reads at one moment, when it is its turn. */
  at<T>(this: void, work: (moment: Moment) => Promise<T>): Promise<T>;
  hub: Hub;
  /** Does what is checked and then written with nothing else about the same in between. */
  alone<T>(this: void, about: string, work: () => Promise<T>): Promise<T>;
}

/** What a handler gives: a document, bytes or a stream of them, the tag if it has one, and what is not as usual. */
export type Answered<A> = (
  { document: A } | { bytes: Uint8Array | string } | { stream: ReadableStream<Uint8Array> }
) & {
  status?: 202;
  etag?: string;
  headers?: Readonly<Record<string, string>>;
};

/** A route whose types are no more known: what the API is made of. */
export type Route = Omit<Declared<Shape, Shape, z.ZodType>, 'gives' | 'rate' | 'status'> & {
  gives: readonly Form[];
  rate: RateKind;
  status: 200 | 201 | 202;
  /** Whether what it is given may stand in a body. */
  takesBody: boolean;
  handle(this: void, asked: Asked<never, never>): Promise<Answered<unknown>>;
};

/** A GET of derived rows: one moment, one answer. */
export function read<P extends Shape, Q extends Shape, A extends z.ZodType>(
  declared: Omit<Declared<P, Q, A>, 'method'> & {
    answerFrom(this: void, moment: Moment, asked: Asked<z.infer<P>, z.infer<Q>>): Promise<z.input<A>>;
    /** Of a thing what its ETag is of, where that is known without its answer; undefined of none. */
    tagFrom?(
      this: void,
      moment: Moment,
      asked: Pick<Asked<z.infer<P>, z.infer<Q>>, 'path' | 'parts'>,
    ): Promise<object | undefined>;
  },
): Route {
  const { answerFrom, tag = 'moment', tagFrom, ...rest } = declared;
  return route<P, Q, A>({
    ...{ ...rest, tag, method: 'get' },
    handle: (asked) =>
      asked.at(async (moment) => {
        const { request } = asked;
        const thing = await tagFrom?.(moment, asked);
        const known = thing && strongTag(thing);
        // Who has it already is sent nothing.
        if (known !== undefined && hasNamed(request, known)) return { bytes: '', etag: known };
        const document = await answerFrom(moment, asked);
        const etag =
          known ?? (tag === 'thing' ? strongTag(document as object) : weakTag(moment.generation, request));
        return { document, etag };
      }),
  });
}

/** Any other route. */
export function route<P extends Shape, Q extends Shape, A extends z.ZodType>(
  declared: Declared<P, Q, A> & {
    handle(this: void, asked: Asked<z.infer<P>, z.infer<Q>>): Promise<Answered<z.input<A> | RunShape>>;
  },
): Route {
  const { method, parameters, runs, takesFile } = declared;
  return {
    ...{ gives: ['json'], status: 200, rate: runs ? 'step' : method === 'get' ? 'read' : 'fact' },
    ...declared,
    takesBody:
      !takesFile && method !== 'get' && method !== 'delete' && Object.keys(parameters.shape).length > 0,
  };
}

/** Where the recommendation–execution loop is answered. */
export const LOOP = '/api/v1/strategies/learning';
/** Where the journal is answered. */
export const JOURNAL = '/api/learning';
