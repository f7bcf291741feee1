/**
 * Workflows of one step as version 0.1.0 started them. `askStep` has taken their place; runs that are under way when a
 * home is updated end here.
 */
import type {
  ExportInput,
  ExportReport,
  RebuildReport,
  RetractReport,
  StoreDescription,
} from '../../activities/import-reports.js';
import type { AdviseReport } from '../../activities/loop-reports.js';
import type { DateRange } from '../../domain/time/dates.js';
import { mark } from '../search-attributes.js';
import { stepsOf } from '../steps.js';

export interface AdviseInput {
  storeId: string;
  range: DateRange;
  account: string | null;
}

export async function advise({ storeId, range, account }: AdviseInput): Promise<AdviseReport> {
  mark('advise', { days: range });
  return stepsOf(storeId).adviseRange({ ...range, account });
}

export async function exportTable({
  storeId,
  ...input
}: ExportInput & { storeId: string }): Promise<ExportReport> {
  mark('export');
  return stepsOf(storeId).exportTable(input);
}

export async function retract({
  storeId,
  fileSha256,
}: {
  storeId: string;
  fileSha256: string;
}): Promise<RetractReport> {
  mark('retract');
  return stepsOf(storeId).retractImport({ fileSha256 });
}

export async function rebuild({ storeId }: { storeId: string }): Promise<RebuildReport> {
  mark('rebuild');
  return stepsOf(storeId).rebuildWarehouse({});
}

export async function describe({ storeId }: { storeId: string }): Promise<StoreDescription> {
  mark('describe');
  return stepsOf(storeId).describeStore({});
}
