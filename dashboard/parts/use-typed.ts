import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';

/** What is being typed about something. */
export interface Typed {
  /** As it stands whenever one looks; null while nothing is typed. */
  readonly text: string | null;
  keep: (text: string) => void;
  /** It was said. */
  forget: () => void;
}

/** The tab keeps what is being typed until it is said: whatever is shown anew, also where it loads itself anew. */
export function useTyped(about: string): Typed {
  const key = `tradeloop.typed.${about}`;
  const text = useMemo(() => signal(sessionStorage.getItem(key)), [key]);
  return {
    get text() {
      return text.value;
    },
    keep(typed) {
      sessionStorage.setItem(key, typed);
      text.value = typed;
    },
    forget() {
      sessionStorage.removeItem(key);
      text.value = null;
    },
  };
}
