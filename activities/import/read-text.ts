import { formats } from '../../ingest/formats.js';
import { mappedTable } from '../../ingest/mapping/mapped-table.js';
import type { TableMapping } from '../../ingest/mapping/mapping.js';
import type { SourceFormat } from '../../ingest/source-format.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Home } from '../../store/home/home.js';
import { gunzipped } from './gzip.js';
import { receiveFile, type ReceivedFile } from './received-file.js';
import { stageRecords, type Stage, type StagedCounts } from './staged-file.js';

/** A file to be read record by record, in values that another thread can be handed. */
export interface TextJob {
  home: Home;
  path: string;
  /** What the file is called; some formats read a symbol from it. */
  fileName: string;
  gzip: boolean;
  account: string | null;
  /** A format by its name, or the mapping of a table that is of none. */
  by: { format: string } | { mapping: TableMapping };
  /** Where its rejects are written. */
  rejectsPath: string;
}

/** A file that has been read to its end and staged. */
export interface ReadText extends ReceivedFile {
  counts: StagedCounts;
  /** The range that the file itself says it covers. */
  stated: { from: IsoDate; through: IsoDate } | undefined;
  /** When the broker made it, as it says itself. */
  reported: string | undefined;
}

/** In bytes: few enough for what is made of them to be gone before the collector of garbage moves it. */
const PARSED_AT_ONCE = 2 ** 16;

/**
 * Reads a file once: its bytes into a copy in the home, its records to `stage`, its rejects beside. Opens no database,
 * so that any thread may. Throws FileRefused for what the format does not read.
 */
export function readText(job: TextJob, stage: Stage): Promise<ReadText> {
  return stageRecords(stage, job.rejectsPath, async (staged) => {
    const parser = formatOf(job.by).open({ account: job.account }, job.fileName);
    const parse = async (chunk: Uint8Array) => {
      for (let at = 0; at < chunk.length; at += PARSED_AT_ONCE)
        await staged.take(parser.push(chunk.subarray(at, at + PARSED_AT_ONCE)));
    };
    const unpacking = job.gzip ? gunzipped(parse) : undefined;
    const receive = unpacking ? (chunk: Uint8Array) => unpacking.push(chunk) : parse;
    const received = await receiveFile(job.home, job.path, receive);
    await unpacking?.end();
    await staged.take(parser.end());
    return { ...received, stated: parser.covered?.(), reported: parser.reported?.() };
  });
}

function formatOf(by: TextJob['by']): SourceFormat {
  if ('mapping' in by) return mappedTable(by.mapping);
  const format = formats.find(({ name }) => name === by.format);
  if (!format) throw new Error(`no format ${by.format}`);
  return format;
}
