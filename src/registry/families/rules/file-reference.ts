/** The public reference of a file: `530103-000192`. In SQL it is `fileOf`. */
export function fileReference(district: number, fileNumber: number): string {
  return `${district}-${String(fileNumber).padStart(6, '0')}`
}
