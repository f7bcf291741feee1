import { Command } from 'commander';
import type { IsoDate } from '../domain/time/dates.js';
import { morningLines } from '../workflows/report-lines.js';
import { answering, localOption } from './context.js';
import { dateArgument } from './day-range.js';
import { withReads } from './with-reads.js';

/** `morning [DATE]`: the document is `{day, message}`. */
export function morningCommand(): Command {
  return new Command('morning')
    .description('print the message of the morning after a session: its advice, what expires, what is wrong')
    .argument('[date]', 'the session; without one, the last that was reconciled', dateArgument)
    .addOption(localOption())
    .action(
      answering(async (context, day: IsoDate | undefined) => {
        const found = await withReads(context, (reads) => reads.morning({ day }));
        return { document: found, lines: morningLines(found) };
      }),
    );
}
