import type { ComponentType } from 'preact';
import { Candidates } from '../pages/candidates.js';
import { Health } from '../pages/health.js';
import { Match } from '../pages/match.js';
import { Matches } from '../pages/matches.js';
import { Models } from '../pages/models.js';
import { Overview } from '../pages/overview.js';
import { Review } from '../pages/review.js';
import { Week } from '../pages/week.js';
import { Weeks } from '../pages/weeks.js';

/** A page: `id` is the `data-page` of its main, `path` stands below PAGES, with a `*` for what a page is of. */
interface Page {
  id: string;
  path: string;
  title: string;
  /** Its name in the first navigation, and the key that leads there after `g`; pages of one thing have none. */
  link?: { name: string; key: string };
  Content: ComponentType<{ of: string }>;
}

/** All pages; those with a link in the order of the first navigation. */
export const ALL_PAGES: readonly Page[] = [
  { id: 'review', path: '', title: 'Review', link: { name: 'Review', key: 'r' }, Content: Review },
  {
    id: 'overview',
    path: '/overview',
    title: 'Overview',
    link: { name: 'Overview', key: 'o' },
    Content: Overview,
  },
  {
    id: 'matches',
    path: '/matches',
    title: 'Matches',
    link: { name: 'Matches', key: 'm' },
    Content: Matches,
  },
  { id: 'match', path: '/matches/*', title: 'Match', Content: Match },
  {
    id: 'weeks',
    path: '/weekly',
    title: 'Weekly Summaries',
    link: { name: 'Weekly Summaries', key: 'w' },
    Content: Weeks,
  },
  { id: 'week', path: '/weekly/*', title: 'Week', Content: Week },
  {
    id: 'candidates',
    path: '/candidates',
    title: 'V4 Candidates',
    link: { name: 'V4 Candidates', key: 'c' },
    Content: Candidates,
  },
  { id: 'models', path: '/models', title: 'Models', link: { name: 'Models', key: 'l' }, Content: Models },
  { id: 'health', path: '/health', title: 'Health', link: { name: 'Health', key: 'h' }, Content: Health },
];

/** The page at a path, and what it is of; undefined where there is none. */
export function pageAt(path: string): { page: Page; of: string } | undefined {
  for (const page of ALL_PAGES) {
    if (page.path === path) return { page, of: '' };
    const before = page.path.slice(0, -1);
    if (page.path.endsWith('/*') && path.startsWith(before) && path.length > before.length)
      return { page, of: decodeURIComponent(path.slice(before.length)) };
  }
  return undefined;
}
