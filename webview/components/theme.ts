/** The theme's colours as numbers, and news of another theme. */
import type { Rgb } from './contrast';

/** What the page shows for CSS colours such as `var(--wp-wait)`, in a form that a canvas takes. */
export function computedColors(colors: readonly string[], parent: Element = document.body): string[] {
  const probe = document.createElement('span');
  parent.append(probe);
  const computed = colors.map((color) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return computed;
}

/** @param color as `computedColors` has it; what is not opaque is laid over black */
export function bytesOf(color: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) return [0, 0, 0];
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** Calls `changed` in the frame after VS Code puts another theme on the page. @returns how to stop that */
export function onThemeChange(changed: () => void): () => void {
  let frame = 0;
  // A theme is a hundred variables and a class.
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(changed);
  });
  const options = { attributes: true, attributeFilter: ['style', 'class'] };
  observer.observe(document.documentElement, options);
  observer.observe(document.body, options);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  };
}
