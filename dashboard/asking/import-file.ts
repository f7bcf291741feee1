import { addressOf } from './api.js';
import { read, send } from './read.js';
import type { ImportReport, Run } from './shapes.js';

const ASK_MS = 1_000;

/** Brings a file in and waits until it is; throws Refused with the importer's own words. */
export async function importFile(file: File, account: string): Promise<ImportReport | Run> {
  const response = await send(addressOf('/imports', {}, { filename: file.name, account }), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'idempotency-key': crypto.randomUUID() },
    body: file,
  });
  if (response.status !== 202) return (await response.json()) as ImportReport;
  const { run_id } = (await response.json()) as Run;
  for (;;) {
    const run = await read('/runs/{id}', { named: { id: run_id } });
    if (run.status === 'completed') return run.result as ImportReport;
    if (run.status !== 'running') return run;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}
