export function findBrowser(
  env?: Readonly<Record<string, string | undefined>>,
  isThere?: (path: string) => boolean,
): string | undefined
