import type { Express } from 'express';

interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): unknown;
}

/** The methods that are served at a path, in capitals; empty where nothing is. */
export function methodsAt(app: Express, path: string): readonly string[] {
  const layers = (app.router as unknown as { readonly stack: readonly Layer[] }).stack;
  const methods = new Set(
    layers
      .filter((layer) => layer.route !== undefined && matches(layer, path))
      .flatMap(({ route }) => Object.keys(route!.methods))
      .map((method) => method.toUpperCase()),
  );
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

/** An address that cannot be decoded is at no route. */
function matches(layer: Layer, path: string): boolean {
  try {
    return Boolean(layer.match(path));
  } catch {
    return false;
  }
}
