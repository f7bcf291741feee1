import { createInterface } from 'node:readline/promises';
import type { Source, TableMapping } from '../ingest/mapping/mapping.js';

const MOST_TRIES = 3;

/**
 * Asks a person at a terminal for the fields that nothing in the table says, which are empty; an empty answer leaves
 * one so. Where nobody sits at a terminal the mapping stays as it is.
 */
export async function askForOpenFields(
  mapping: TableMapping,
  open: readonly string[],
): Promise<TableMapping> {
  if (open.length === 0 || !process.stdin.isTTY || !process.stderr.isTTY) return mapping;
  const { zoneNamed } = await import('../ingest/mapping/time-format.js');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const fields = { ...mapping.fields };
  try {
    for (const name of open) {
      const [field = '', part] = name.split('.');
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const answer = (await asking.question(questionOf(field, part))).trim();
        const source =
          answer === '' ? fields[field] : sourceOf(fields[field], { field, part, answer, zoneNamed });
        if (!source) continue;
        fields[field] = source;
        break;
      }
    }
  } finally {
    asking.close();
  }
  return { ...mapping, fields };
}

function questionOf(field: string, part: string | undefined): string {
  if (part === 'zone') return 'Which clock are its times of (America/New_York, UTC, …)? ';
  if (field === 'currency') return 'Which currency is its money in (USD, EUR, …)? ';
  return `Which column has the ${field} (its heading, or its place from 1)? `;
}

interface Answered {
  field: string;
  part: string | undefined;
  answer: string;
  zoneNamed: (written: string) => string | undefined;
}

/** Undefined for an answer that is none. */
function sourceOf(
  source: Source | undefined,
  { field, part, answer, zoneNamed }: Answered,
): Source | undefined {
  if (part === 'zone') {
    const zone = zoneNamed(answer);
    return zone === undefined ? undefined : { ...source, zone };
  }
  if (field === 'currency') return /^[a-z]{3,5}$/i.test(answer) ? { value: answer.toUpperCase() } : undefined;
  return { column: /^\d+$/.test(answer) ? Number(answer) : answer };
}
