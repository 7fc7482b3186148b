import { useEffect, useState } from 'react'

/** A secret to be copied by hand, in a face that tells 0 from O. */
export function CodeText({ children }: { children: string }) {
  return <code className="nx-code">{children}</code>
}

/** Several such, to be written down or printed. */
export function CodeList({ codes }: { codes: readonly string[] }) {
  return (
    <ul className="nx-codes">
      {codes.map((code) => (
        <li key={code}>
          <CodeText>{code}</CodeText>
        </li>
      ))}
    </ul>
  )
}

// What scrolls must be reachable from the keyboard.
const scrolls = { tabIndex: 0 } as const

/** Lines of a file exactly as they are written, none broken: what is wider scrolls. */
export function FileLines({ label, lines }: { label: string; lines: readonly string[] }) {
  return (
    <section className="nx-file-lines" aria-label={label} {...scrolls}>
      <pre>{lines.join('\n')}</pre>
    </section>
  )
}

/** A QR code the server drew, always dark on white so that a camera reads it. */
export function QrPicture({ svg, name }: { svg: string; name: string }) {
  return <img className="nx-qr" alt={name} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} />
}

/** An address for the camera of a phone, beside the same in letters. What draws it is fetched with the first one shown. */
export function QrLink({ address, name }: { address: string; name: string }) {
  const [svg, setSvg] = useState<string>()
  useEffect(() => {
    let gone = false
    const draw = async () => {
      const { default: qrCode } = await import('qrcode')
      const drawn = await qrCode.toString(address, { type: 'svg', margin: 1 })
      if (!gone) setSvg(drawn)
    }
    void draw()
    return () => {
      gone = true
    }
  }, [address])
  return svg === undefined ? null : <QrPicture svg={svg} name={name} />
}
