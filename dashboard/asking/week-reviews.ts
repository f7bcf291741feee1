import { LOOP } from './api.js';
import { say } from './say.js';

/** Says of a week (`2026-W02`) how far its review is, or what its reader noted. Throws Refused. */
export async function sayOfWeek(
  id: string,
  parameters: { review_status?: 'pending' | 'reviewed' | 'acted'; review_notes?: string },
): Promise<void> {
  const [year, week] = id.split('-W');
  await say({ method: 'PATCH', address: `${LOOP}/weekly-summaries/${year}/${week}/review`, parameters });
}
