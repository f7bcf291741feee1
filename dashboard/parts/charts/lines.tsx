import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { reloadOverUpgrade } from '../../asking/upgrade.js';
import type { Drawing } from './draw.js';

/** A picture of lines over time; `text` says what it shows, and what is in it stands as a table behind it. */
export function Lines({
  drawing,
  text,
  table,
}: {
  drawing: Drawing;
  text: ComponentChildren;
  table: ComponentChildren;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const content = JSON.stringify(drawing);
  // A single point is no line, and its picture an axis of years.
  const isLine = drawing.at.length > 1;
  useEffect(() => {
    const { current: element } = holder;
    if (element === null) return undefined;
    let end: (() => void) | undefined;
    let isGone = false;
    void import('./draw.js').then(({ draw }) => {
      if (!isGone) end = draw(element, drawing);
    }, reloadOverUpgrade);
    return () => {
      isGone = true;
      end?.();
    };
  }, [content]);
  return (
    <figure class="lines">
      {isLine && <div ref={holder} class="canvas" aria-hidden="true" />}
      <figcaption>{text}</figcaption>
      <details>
        <summary>The same as a table</summary>
        {table}
      </details>
    </figure>
  );
}
