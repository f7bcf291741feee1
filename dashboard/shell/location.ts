import { computed, signal } from '@preact/signals';

/** Where all pages are. */
export const PAGES = '/strategies/learning';

const address = signal(readAddress());

/** The path below PAGES (`/matches/…`, or nothing), without a slash at its end. */
export const path = computed(() => address.value.pathname.slice(PAGES.length).replace(/\/$/, ''));
/** What stands in the query: a page's filters, by the API's names. */
export const query = computed(() => Object.fromEntries(new URLSearchParams(address.value.search)));

function readAddress(): { pathname: string; search: string } {
  return { pathname: location.pathname, search: location.search };
}

/** Goes to a page: its path below PAGES, and what its query is. */
export function goTo(to: string, given: Readonly<Record<string, string | undefined>> = {}): void {
  history.pushState(null, '', linkTo(to, given));
  address.value = readAddress();
  scrollTo(0, 0);
}

/** Puts other filters into the address, which is no step of the history; those that are undefined leave it. */
export function filterBy(given: Readonly<Record<string, string | undefined>>): void {
  history.replaceState(null, '', linkTo(path.value, { ...query.value, ...given }));
  address.value = readAddress();
}

export function linkTo(to: string, given: Readonly<Record<string, string | undefined>> = {}): string {
  const named = Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const text = new URLSearchParams(named).toString();
  return `${PAGES}${to}${text === '' ? '' : `?${text}`}`;
}

addEventListener('popstate', () => (address.value = readAddress()));

/** A link to one of the pages is followed without loading anything. */
document.addEventListener('click', (event) => {
  const link = (event.target as Element | null)?.closest('a');
  if (!link || event.defaultPrevented || event.button !== 0 || link.target !== '') return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const to = new URL(link.href);
  if (to.origin !== location.origin || !(to.pathname === PAGES || to.pathname.startsWith(`${PAGES}/`)))
    return;
  if (to.hash !== '') return;
  event.preventDefault();
  goTo(to.pathname.slice(PAGES.length), Object.fromEntries(to.searchParams));
});
