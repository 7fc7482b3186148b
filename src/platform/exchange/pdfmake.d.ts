/** What we use of pdfmake 0.3, which brings no types of its own. */
declare module 'pdfmake' {
  interface FontFiles {
    readonly normal: string
    readonly bold: string
    readonly italics: string
    readonly bolditalics: string
  }

  interface PdfMake {
    setFonts(fonts: Readonly<Record<string, FontFiles>>): void
    setUrlAccessPolicy(allow: (url: string) => boolean): void
    setLocalAccessPolicy(allow: (path: string) => boolean): void
    createPdf(definition: object): { getBuffer(): Promise<Uint8Array> }
  }

  const pdfmake: PdfMake
  export = pdfmake
}
