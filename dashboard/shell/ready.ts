import { useEffect } from 'preact/hooks';

/** Says to tests and tools that the page's first answer is painted. */
export function useReady(isReady: boolean): void {
  useEffect(() => {
    if (isReady) requestAnimationFrame(() => (document.documentElement.dataset['ready'] = 'true'));
    else delete document.documentElement.dataset['ready'];
  }, [isReady]);
}
