/**
 * The kit tries a style element when it is loaded, to learn what the browser can do, and takes its nonce from a meta
 * element. Import this before the kit, or its check fails and focus rings show on every click.
 */
const { nonce } = document.querySelector<HTMLScriptElement>('script[nonce]') ?? {};
if (nonce) {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}
