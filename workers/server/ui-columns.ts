import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';

/** Where the link leads first; the workflow UI has no such page. */
export const COLUMNS_PATH = '/tradeloop';

/**
 * What the list of workflows shows to who comes for the first time: a run's id, type and days at 1280 pixels. Run ids,
 * of which the UI shows 36 characters, are left out.
 */
const COLUMNS = ['Status', 'Workflow ID', 'Type', 'TradingFrom', 'TradingTo', 'Account', 'Start', 'End'];

/**
 * The UI keeps these in the browser: the columns of each namespace, and whether saved views take a fifth of the width.
 * What a person has chosen stays.
 */
const SCRIPT = `
const columns = ${JSON.stringify(COLUMNS)}.map((label) => ({ label, pinned: false }));
const first = { 'namespace-workflow-table-columns': { default: columns }, savedQueryNavOpen: false };
for (const [name, value] of Object.entries(first))
  if (localStorage.getItem(name) === null) localStorage.setItem(name, JSON.stringify(value));
location.replace('/namespaces/default/workflows');
`;

/** A page that says once which columns the list has and goes on to it. It runs this script alone. */
export const COLUMNS_PAGE = `<!doctype html><meta charset="utf-8"><title>tradeloop</title><script>${SCRIPT}</script>\n`;

export const COLUMNS_HEADERS: OutgoingHttpHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
};
