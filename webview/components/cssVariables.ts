import { noChange, type ElementPart } from 'lit';
import { Directive, directive } from 'lit/directive.js';

/**
 * Sets custom properties on its element: `<div ${cssVariables({ '--fill': '40%' })}>`. Lit's own `styleMap` writes a
 * style attribute first, which a strict content policy blocks.
 */
class CssVariables extends Directive {
  readonly #set = new Map<string, string>();

  render(_variables: Readonly<Record<`--${string}`, string>>): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [variables]: Parameters<this['render']>): typeof noChange {
    const { style } = part.element as HTMLElement | SVGElement;
    for (const [name, value] of Object.entries(variables)) {
      // Set again, even to the same, its element is styled anew.
      if (this.#set.get(name) === value) continue;
      this.#set.set(name, value);
      style.setProperty(name, value);
    }
    return noChange;
  }
}

export const cssVariables = directive(CssVariables);
