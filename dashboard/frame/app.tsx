import { useEffect, useRef } from 'preact/hooks';
import { session, signOut } from '../asking/session.js';
import { HelpDialog, isHelpOpen } from '../keys/help-dialog.js';
import { takeNextKey, useKeys } from '../keys/pressed.js';
import { Announcement } from '../shell/announcement.js';
import { Connection } from './connection.js';
import { ALL_PAGES, pageAt } from './navigation.js';
import { goTo, linkTo, path } from '../shell/location.js';
import { SignedOut } from './signed-out.js';
import { NoSuchPage } from './no-such-page.js';

const LINKED = ALL_PAGES.flatMap(({ link, ...page }) => (link === undefined ? [] : [{ ...page, ...link }]));

/** What stands around every page: the first navigation, how the system is heard, what was just done. */
export function App() {
  const found = pageAt(path.value);
  const title = found?.page.title ?? 'Not found';
  useEffect(() => {
    document.title = `${title} · tradeloop`;
  }, [title]);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current: names } = nav;
    const here = names?.querySelector<HTMLElement>('[aria-current]');
    // Where the names have no room beside one another.
    if (names && here) names.scrollLeft = here.offsetLeft - (names.clientWidth - here.offsetWidth) / 2;
  }, [path.value]);
  useKeys({
    help: () => (isHelpOpen.value = true),
    go: () =>
      takeNextKey((pressed) => {
        const to = LINKED.find(({ key }) => key === pressed);
        if (to !== undefined) goTo(to.path);
      }),
  });
  const isSignedIn = session.value !== null;
  return (
    <>
      <a class="skip" href="#main">
        To the page
      </a>
      <header>
        <span class="name">tradeloop</span>
        <nav aria-label="Pages" ref={nav}>
          {LINKED.map((page) => (
            <a
              key={page.id}
              href={linkTo(page.path)}
              aria-current={isWithin(found?.page.path, page.path) ? 'page' : undefined}
            >
              {page.name}
            </a>
          ))}
        </nav>
        {isSignedIn && <Connection />}
        <button type="button" class="plain" aria-label="Keyboard" onClick={() => (isHelpOpen.value = true)}>
          ?
        </button>
      </header>
      <main id="main" tabIndex={-1} data-page={found?.page.id}>
        {!isSignedIn ? (
          <SignedOut />
        ) : found === undefined ? (
          <NoSuchPage />
        ) : (
          <found.page.Content key={found.page.id} of={found.of} />
        )}
      </main>
      {session.value !== null && (
        <footer>
          Signed in as {session.value.name} ({session.value.scope}){' '}
          <button type="button" class="plain" onClick={signOut}>
            sign out
          </button>
        </footer>
      )}
      <Announcement />
      <HelpDialog />
    </>
  );
}

/** A page of one thing belongs to the page of all of them. */
function isWithin(shown: string | undefined, linked: string): boolean {
  return shown === linked || shown === `${linked}/*`;
}
