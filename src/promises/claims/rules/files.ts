/** 5 MB: a phone's photograph of a page, or a scan of a few. */
export const PROOF_BYTES_MAX = 5 * 1024 * 1024
export const PROOFS_MAX = 20
export const PROOF_KINDS = [
  'id_card',
  'hukou_book',
  'marriage',
  'only_child',
  'disability',
  'departure',
  'adoption',
  'kinship',
  'police',
  'notary',
  'photo',
  'other',
] as const
export type ProofKind = (typeof PROOF_KINDS)[number]
export const CONTENT_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const
export type ContentType = (typeof CONTENT_TYPES)[number]

const BEGINNINGS: readonly [ContentType, readonly number[]][] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
]

/** What a file is by its content; its name and what the browser says are not asked. */
export function typeOfContent(bytes: Uint8Array): ContentType | undefined {
  return BEGINNINGS.find(([, begin]) => begin.every((byte, i) => bytes[i] === byte))?.[0]
}

export const EXTENSION: Readonly<Record<ContentType, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
}
