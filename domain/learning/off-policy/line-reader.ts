import type { z } from 'zod';
import { firstIssue, type Refused } from '../features/feature-specification.js';

/** A line of a file and its number, from 1. */
export interface TextLine {
  line: number;
  text: string;
}

/** Makes something of a file, line by line. */
export interface LineReader<T> {
  /** What of a line is refused: its number, the path and the value. */
  take(this: void, line: TextLine): Refused | undefined;
  end(this: void): T | Refused;
}

/** The JSON object of a line; else the line, the path and the value of what may not be there. */
export function parsedLine<T extends object>({ line, text }: TextLine, schema: z.ZodType<T>): T | Refused {
  const value = jsonIn(text);
  if (value === undefined) return { refused: `line ${line}: no JSON: ${text.slice(0, 80)}` };
  const { data, error } = schema.safeParse(value);
  return data ?? { refused: `line ${line}: ${firstIssue(value, error)}` };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
