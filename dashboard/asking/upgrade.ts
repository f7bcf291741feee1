import { signal } from '@preact/signals';

const SCRIPT = 'script[type=module]';
/** What the page ran for which this tab has reloaded itself. */
const RELOADED = 'tradeloop.reloaded';

/** Whether the system has another page than this one, and loading it anew did not bring it. */
export const isOtherVersion = signal(false);

/**
 * Looks at the page that stands at this address now: where it runs another script, the system is another than this tab
 * was loaded from, and the tab reloads itself, once.
 */
export async function reloadOverUpgrade(): Promise<void> {
  const page = await fetch(location.pathname, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (page?.ok !== true) return;
  const script = /<script[^>]* src="([^"]+)"/.exec(await page.text())?.[1];
  const own = document.querySelector(SCRIPT)?.getAttribute('src');
  if (script === undefined || script === own) {
    sessionStorage.removeItem(RELOADED);
    return;
  }
  if (hasReloaded()) {
    isOtherVersion.value = true;
    return;
  }
  sessionStorage.setItem(RELOADED, script);
  location.reload();
}

/** Whether it has reloaded itself, and it is not known yet whether that brought the system's page. */
export function hasReloaded(): boolean {
  return sessionStorage.getItem(RELOADED) !== null;
}
