import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** So long something has to stay chosen until more is asked about it. */
const REST_MS = 150;

/** What is chosen once it has stayed so for a moment; what is passed on the way to it never is. */
export function useRested<T>(chosen: T): T {
  const rested = useSignal(chosen);
  useEffect(() => {
    const timer = setTimeout(() => (rested.value = chosen), REST_MS);
    return () => clearTimeout(timer);
  }, [chosen]);
  return rested.value;
}
