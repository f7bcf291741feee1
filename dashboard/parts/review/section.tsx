import type { ComponentChildren } from 'preact';

/** A part of the review: its name for tests, its heading for people. */
export function Section({
  name,
  heading,
  state,
  children,
}: {
  name: string;
  heading: string;
  state?: 'open' | 'done' | undefined;
  children: ComponentChildren;
}) {
  return (
    <section data-section={name} data-state={state} aria-labelledby={`${name}-heading`}>
      <h2 id={`${name}-heading`}>{heading}</h2>
      <div>{children}</div>
    </section>
  );
}
